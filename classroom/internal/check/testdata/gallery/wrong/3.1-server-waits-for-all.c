/* check: 3.1-server */
/* want: no-echo */
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void)
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(55000)};
	char buf[1024];
	int on = 1, n, c, s = socket(AF_INET, SOCK_STREAM, 0);

	setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (bind(s, (struct sockaddr *)&a, sizeof a) || listen(s, 5)) {
		perror("bind");
		return 1;
	}
	c = accept(s, NULL, NULL);
	n = recv(c, buf, sizeof buf, MSG_WAITALL);
	printf("Message: %.*s\n", n, buf);
	send(c, buf, n, 0);
	close(c);
	close(s);
	return 0;
}
