/* check: 2.1.3
 * want: buffered */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

struct __attribute__((packed)) frame {
  double date;
  int pitch, roll, yaw, battery;
  float barometer, agx, agy, agz;
};

int main(void) {
  int s = socket(AF_INET, SOCK_DGRAM, 0);
  struct sockaddr_in a;
  memset(&a, 0, sizeof a);
  a.sin_family = AF_INET;
  a.sin_port = htons(52002);
  bind(s, (struct sockaddr *)&a, sizeof a);
  struct frame f;
  for (;;) {
    if (recv(s, &f, sizeof f, 0) == sizeof f)
      printf("%f %d %d %d %d %f %f %f %f | ", f.date, f.pitch, f.roll, f.yaw, f.battery, f.barometer, f.agx, f.agy, f.agz);
  }
}
