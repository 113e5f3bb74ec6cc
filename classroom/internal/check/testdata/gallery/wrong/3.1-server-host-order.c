// check: 3.1-server
// want: wrong-port
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void)
{
	struct sockaddr_in a = {0};
	char buf[1024];
	int n, client, s = socket(AF_INET, SOCK_STREAM, 0);

	a.sin_family = AF_INET;
	a.sin_port = 55000;
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	bind(s, (struct sockaddr *)&a, sizeof a);
	listen(s, 1);
	client = accept(s, NULL, NULL);
	n = read(client, buf, sizeof buf);
	printf("received data: %.*s\n", n, buf);
	write(client, buf, n);
	close(client);
	return 0;
}
