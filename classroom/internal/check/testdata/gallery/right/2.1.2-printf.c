// check: 2.1.2
// remote sensors
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

#define PORT 52001

int main(void)
{
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	struct sockaddr_in addr = {0}, src;
	socklen_t len;
	char msg[2048];
	ssize_t n;

	addr.sin_family = AF_INET;
	addr.sin_addr.s_addr = inet_addr("0.0.0.0");
	addr.sin_port = htons(PORT);
	if (bind(fd, (struct sockaddr *)&addr, sizeof addr) == -1) {
		perror("bind");
		exit(1);
	}
	for (;;) {
		len = sizeof src;
		n = recvfrom(fd, msg, sizeof msg - 1, 0, (struct sockaddr *)&src, &len);
		if (n < 0)
			break;
		msg[n] = '\0';
		printf("[%s] %s", inet_ntoa(src.sin_addr), msg);
	}
	return 0;
}
