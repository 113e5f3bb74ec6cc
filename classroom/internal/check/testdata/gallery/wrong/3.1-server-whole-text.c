/* check: 3.1-server */
/* want: wrong-message */
/* What comes has no zero at its end: the rest of a longer message before it is sent back too. */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void)
{
	struct sockaddr_in a = {0};
	static char text[2000];
	int one = 1, s = socket(AF_INET, SOCK_STREAM, 0);

	a.sin_family = AF_INET;
	a.sin_port = htons(55000);
	a.sin_addr.s_addr = inet_addr("127.0.0.1");
	setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	if (bind(s, (struct sockaddr *)&a, sizeof a) || listen(s, 5)) {
		perror("55000");
		return 1;
	}
	setbuf(stdout, NULL);
	for (;;) {
		int c = accept(s, NULL, NULL);
		if (c < 0 || recv(c, text, sizeof text - 1, 0) <= 0) {
			close(c);
			continue;
		}
		printf("received data: %s\n", text);
		send(c, text, strlen(text), 0);
		close(c);
	}
}
