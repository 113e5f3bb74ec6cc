// check: 3.1-server
// want: crashed
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void)
{
	struct sockaddr_in a = {0};
	char *buf = NULL, texte[1025];
	int on = 1, n, client, s = socket(AF_INET, SOCK_STREAM, 0);

	setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	a.sin_family = AF_INET;
	a.sin_port = htons(55000);
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (bind(s, (struct sockaddr *)&a, sizeof a) || listen(s, 1)) {
		perror("bind");
		return 1;
	}
	client = accept(s, NULL, NULL);
	n = read(client, texte, sizeof texte - 1);
	strncpy(buf, texte, n);
	printf("received data: %s\n", buf);
	write(client, buf, n);
	return 0;
}
