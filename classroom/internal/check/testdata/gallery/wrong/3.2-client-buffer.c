/* check: 3.2-client */
/* want: wrong-message */
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void)
{
	struct sockaddr_in a = {0};
	char buf[1000];
	int n, s = socket(AF_INET, SOCK_STREAM, 0);

	a.sin_family = AF_INET;
	a.sin_port = htons(55000);
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (connect(s, (struct sockaddr *)&a, sizeof a)) {
		perror("connect");
		return 1;
	}
	for (;;) {
		memset(buf, 0, sizeof buf);
		printf("moi : ");
		fflush(stdout);
		if (!fgets(buf, sizeof buf, stdin))
			break;
		buf[strcspn(buf, "\n")] = 0;
		send(s, buf, sizeof buf, 0);
		if (strcmp(buf, "end") == 0)
			break;
		n = recv(s, buf, sizeof buf - 1, 0);
		if (n <= 0)
			break;
		buf[n] = 0;
		printf("lui : %s\n", buf);
		fflush(stdout);
	}
	close(s);
	return 0;
}
