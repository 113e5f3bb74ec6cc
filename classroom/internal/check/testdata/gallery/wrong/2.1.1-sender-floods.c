/* check: 2.1.1-sender
 * want: no-end */
#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void) {
  const char *text = "Hello, World!";
  int s = socket(AF_INET, SOCK_DGRAM, 0);
  struct sockaddr_in a;
  memset(&a, 0, sizeof a);
  a.sin_family = AF_INET;
  a.sin_port = htons(50005);
  a.sin_addr.s_addr = inet_addr("127.0.0.1");
  while (1) {
    sendto(s, text, strlen(text), 0, (struct sockaddr *)&a, sizeof a);
    usleep(1000);
  }
}
