// check: 2.1.3
// want: wrong-output
// six digits of the date: %g
#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct __attribute__((packed)) frame {
    double date;
    int32_t pitch, roll, yaw, battery;
    float barometer, agx, agy, agz;
};

int main(void) {
    int s = socket(AF_INET, SOCK_DGRAM, 0);
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(52002)};
    struct frame f;

    setvbuf(stdout, NULL, _IOLBF, 0);
    if (bind(s, (struct sockaddr *)&a, sizeof a) < 0)
        return 1;
    while (recv(s, &f, sizeof f, 0) > 0) {
        printf("%g pitch %d roll %d yaw %d battery %d barometer %.2f agx %.1f agy %.1f agz %.1f\n", f.date, f.pitch, f.roll, f.yaw,
               f.battery, f.barometer, f.agx, f.agy, f.agz);
    }
}
