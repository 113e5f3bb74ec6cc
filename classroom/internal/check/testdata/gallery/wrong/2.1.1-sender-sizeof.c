// check: 2.1.1-sender
// want: wrong-message
#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>

int main(void)
{
	char message[64] = "Hello, World!";
	struct sockaddr_in to = {0};
	int s = socket(AF_INET, SOCK_DGRAM, 0);

	to.sin_family = AF_INET;
	to.sin_port = htons(50005);
	to.sin_addr.s_addr = inet_addr("127.0.0.1");
	sendto(s, message, sizeof message, 0, (struct sockaddr *)&to, sizeof to);
	return 0;
}
