/* check: 2.1.1-receiver
 * beyond: no-loop */
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
  if (bind(s, (struct sockaddr *)&a, sizeof a) < 0) {
    perror("bind");
    return 1;
  }
  char buf[1024];
  ssize_t n;
  while ((n = recvfrom(s, buf, sizeof buf - 1, 0, NULL, NULL)) > 0) {
    buf[n] = 0;
    printf("received message: %s\n", buf);
  }
  return 0;
}
