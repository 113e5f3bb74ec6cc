// check: 2.1.3
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

typedef struct {
	double date;
	int32_t pitch, roll, yaw, battery;
	float barometer, agx, agy, agz;
} drone_t;

int main(void)
{
	int s = socket(AF_INET, SOCK_DGRAM, 0);
	struct sockaddr_in a;
	unsigned char octets[1024];
	char heure[64];

	memset(&a, 0, sizeof a);
	a.sin_family = AF_INET;
	a.sin_addr.s_addr = htonl(INADDR_ANY);
	a.sin_port = htons(52002);
	if (bind(s, (struct sockaddr *)&a, sizeof a) < 0) {
		perror("bind");
		return 1;
	}
	while (1) {
		drone_t d;
		time_t t;
		ssize_t n = recv(s, octets, sizeof octets, 0);
		if (n < (ssize_t)sizeof d) {
			fprintf(stderr, "%zd bytes only\n", n);
			continue;
		}
		memcpy(&d, octets, sizeof d);
		t = (time_t)d.date;
		strftime(heure, sizeof heure, "%Y-%m-%d %H:%M:%S", localtime(&t));
		printf("%s | %4d %4d %4d | %3d%% | %8.2f m | %9.2f %9.2f %9.2f\n", heure,
		       d.pitch, d.roll, d.yaw, d.battery, d.barometer, d.agx, d.agy, d.agz);
		fflush(stdout);
	}
}
