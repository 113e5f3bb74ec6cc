// The program of worksheet 2.1.3 in C++, as fast as it can be: it prints the
// same text as ex2_1_3_drone. "make bench" measures that one beside it, where a
// C++ compiler is installed.
//
// recvmmsg(2) takes up to 64 datagrams from the system at once; std::to_chars
// writes numbers with the fewest digits; the text of the last second is kept;
// the output is written when nothing more is ready.

#include <arpa/inet.h>
#include <charconv>
#include <cmath>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <string>
#include <sys/socket.h>
#include <unistd.h>

namespace {

constexpr int port = 52002, batch = 64, size = 1024;

volatile std::sig_atomic_t stopped;

struct Frame {
	double date;
	int32_t pitch, roll, yaw, battery;
	float barometer, agx, agy, agz;
};
static_assert(sizeof(Frame) == 40, "a frame has 40 bytes, and this machine is little-endian");

std::string out;

template <typename T> void number(T v) {
	char text[400];
	auto end = std::to_chars(text, text + sizeof text, v).ptr;
	out.append(text, end);
}

// real writes v as Python's print does: 103.0, not 103.
void real(double v) {
	if (std::fabs(v) < 1e15 && v == std::trunc(v)) {
		number(static_cast<int64_t>(v));
		out += ".0";
		return;
	}
	number(v);
}

void date(double t) {
	static time_t kept = -1;
	static char text[32];
	double whole = std::floor(t);
	auto second = static_cast<time_t>(whole);
	auto micro = static_cast<int>(std::nearbyint((t - whole) * 1e6));
	if (micro == 1000000) {
		micro = 0;
		second++;
	}
	if (second != kept) {
		tm local;
		localtime_r(&second, &local);
		std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &local);
		kept = second;
	}
	out += text;
	if (micro != 0) {
		char digits[8];
		digits[0] = '.';
		for (int i = 6; i > 0; i--, micro /= 10)
			digits[i] = static_cast<char>('0' + micro % 10);
		out.append(digits, 7);
	}
}

void address(const sockaddr_in &a) {
	char text[INET_ADDRSTRLEN];
	inet_ntop(AF_INET, &a.sin_addr, text, sizeof text);
	out += "('";
	out += text;
	out += "', ";
	number(ntohs(a.sin_port));
	out += ')';
}

void print(const sockaddr_in &from, const char *data) {
	Frame f;
	std::memcpy(&f, data, sizeof f);
	out += "from: ";
	address(from);
	out += "\ndate: ";
	date(f.date);
	out += " pitch: ", number(f.pitch);
	out += " roll: ", number(f.roll);
	out += " yaw: ", number(f.yaw);
	out += " battery: ", number(f.battery);
	out += " barometer: ", real(f.barometer);
	out += " agx: ", real(f.agx);
	out += " agy: ", real(f.agy);
	out += " agz: ", real(f.agz);
	out += '\n';
}

bool flush() {
	for (size_t done = 0; done < out.size();) {
		ssize_t n = write(1, out.data() + done, out.size() - done);
		if (n < 0)
			return false;
		done += static_cast<size_t>(n);
	}
	out.clear();
	return true;
}

} // namespace

int main() {
	struct sigaction stop = {};
	stop.sa_handler = [](int) { stopped = 1; };
	sigaction(SIGINT, &stop, nullptr); // without SA_RESTART: it ends recvmmsg

	int sock = socket(AF_INET, SOCK_DGRAM, 0), on = 1, room = 4 << 20;
	setsockopt(sock, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (setsockopt(sock, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room) != 0)
		setsockopt(sock, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
	sockaddr_in any = {};
	any.sin_family = AF_INET;
	any.sin_port = htons(port);
	if (bind(sock, reinterpret_cast<sockaddr *>(&any), sizeof any) != 0) {
		std::perror("bind");
		return 1;
	}

	static char data[batch][size];
	static mmsghdr message[batch];
	static iovec part[batch];
	static sockaddr_in from[batch];
	out.reserve(1 << 16);
	while (!stopped) {
		for (int i = 0; i < batch; i++) {
			part[i] = {data[i], size};
			message[i].msg_hdr = {};
			message[i].msg_hdr.msg_iov = &part[i];
			message[i].msg_hdr.msg_iovlen = 1;
			message[i].msg_hdr.msg_name = &from[i];
			message[i].msg_hdr.msg_namelen = sizeof from[i];
		}
		int n = recvmmsg(sock, message, batch, MSG_WAITFORONE, nullptr);
		for (int i = 0; i < n; i++) {
			if (message[i].msg_len < sizeof(Frame))
				std::fputs("skipped: too short\n", stderr);
			else
				print(from[i], data[i]);
		}
		if (!flush())
			return 1;
	}
	out += "Stopping due to signint interupt (i.e. ctrl-c)\n";
	return flush() ? 0 : 1;
}
