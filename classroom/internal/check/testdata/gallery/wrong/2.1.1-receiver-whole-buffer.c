/* check: 2.1.1-receiver
 * want: wrong-output */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

int main(void) {
  int s = socket(AF_INET, SOCK_DGRAM, 0);
  struct sockaddr_in a;
  memset(&a, 0, sizeof a);
  a.sin_family = AF_INET;
  a.sin_port = htons(50005);
  a.sin_addr.s_addr = inet_addr("127.0.0.1");
  bind(s, (struct sockaddr *)&a, sizeof a);
  char buf[1024] = {0};
  while (1) {
    recvfrom(s, buf, 1023, 0, NULL, NULL);
    puts(buf);
    fflush(stdout);
  }
}
