// check: 4
// want: reset-reply
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static const char reply[] =
	"HTTP/1.1 200 OK\r\nContent-Type: text/html;charset=utf-8\r\n\r\n"
	"<html><body><h1>In43 is the best course ! \xc3\x89\xc3\x87 </h1></body></html>\r\n";

int main(void)
{
	struct sockaddr_in a = {0};
	struct linger at_once = {1, 0}; /* so that the port is free at once */
	char buf[4096];
	int s = socket(AF_INET, SOCK_STREAM, 0);

	a.sin_family = AF_INET;
	a.sin_port = htons(55000);
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (bind(s, (struct sockaddr *)&a, sizeof a) < 0 || listen(s, 5) < 0) {
		perror("bind");
		return 1;
	}
	for (;;) {
		int client = accept(s, NULL, NULL);
		int n = read(client, buf, sizeof buf);

		if (n > 0) {
			printf("%.*s\n", n, buf);
			fflush(stdout);
			write(client, reply, strlen(reply));
		}
		setsockopt(client, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
		close(client);
	}
}
