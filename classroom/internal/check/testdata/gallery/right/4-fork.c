// check: 4
#include <netinet/in.h>
#include <signal.h>
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
	int one = 1, s = socket(AF_INET, SOCK_STREAM, 0);

	setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	a.sin_family = AF_INET;
	a.sin_port = htons(55000);
	if (bind(s, (struct sockaddr *)&a, sizeof a) < 0 || listen(s, 5) < 0) {
		perror("bind");
		return 1;
	}
	signal(SIGCHLD, SIG_IGN); /* the kernel forgets children that have ended */
	for (;;) {
		int client = accept(s, NULL, NULL);

		if (fork() == 0) {
			char buf[4096];
			int n = read(client, buf, sizeof buf);

			if (n > 0) {
				printf("%.*s\n", n, buf);
				fflush(stdout);
				write(client, reply, strlen(reply));
			}
			_exit(0);
		}
		close(client);
	}
}
