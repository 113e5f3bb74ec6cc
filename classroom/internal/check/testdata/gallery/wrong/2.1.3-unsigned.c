// check: 2.1.3
// want: format-type
#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

struct frame {
	double date;
	uint32_t pitch, roll, yaw, battery;
	float barometer, agx, agy, agz;
};

int main(void)
{
	struct sockaddr_in me;
	struct frame f;
	char buf[1024];
	int s = socket(AF_INET, SOCK_DGRAM, 0);

	memset(&me, 0, sizeof me);
	me.sin_family = AF_INET;
	me.sin_port = htons(52002);
	me.sin_addr.s_addr = INADDR_ANY;
	if (bind(s, (struct sockaddr *)&me, sizeof me) < 0) {
		perror("bind");
		return 1;
	}
	while (recv(s, buf, sizeof buf, 0) >= (ssize_t)sizeof f) {
		memcpy(&f, buf, sizeof f);
		printf("date %f\n", f.date);
		printf("pitch %u roll %u yaw %u battery %u\n", f.pitch, f.roll, f.yaw, f.battery);
		printf("baro %f agx %f agy %f agz %f\n", f.barometer, f.agx, f.agy, f.agz);
		fflush(stdout);
	}
	return 0;
}
