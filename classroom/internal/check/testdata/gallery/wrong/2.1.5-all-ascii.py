# check: 2.1.5
# want: decode-error
import select
import socket

a = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
b = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
a.bind(("192.168.1.255", 52001))
b.bind(("192.168.1.255", 52002))

while True:
    ready = select.select([a, b], [], [], 1)[0]
    for s in ready:
        data, addr = s.recvfrom(1024)
        print(s.getsockname()[1], data.decode("ascii"))
