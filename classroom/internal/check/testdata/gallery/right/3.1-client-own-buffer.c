/* check: 3.1-client */
/* beyond: wrong-output */
/* The reply is read over the own message, and both are as long. A shorter one would show the rest of the message. */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void)
{
	struct sockaddr_in a = {0};
	char text[200] = "Hello, Everyone!";
	int s = socket(AF_INET, SOCK_STREAM, 0);

	a.sin_family = AF_INET;
	a.sin_port = htons(55000);
	a.sin_addr.s_addr = inet_addr("127.0.0.1");
	if (connect(s, (struct sockaddr *)&a, sizeof a)) {
		perror("connect");
		return 1;
	}
	send(s, text, strlen(text), 0);
	if (recv(s, text, sizeof text - 1, 0) > 0)
		printf("received data: %s\n", text);
	close(s);
	return 0;
}
