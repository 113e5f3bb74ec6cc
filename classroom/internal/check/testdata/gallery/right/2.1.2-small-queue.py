# check: 2.1.2
# a receive buffer for two rows is enough for one row a second
import socket

s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
s.bind(("", 52001))
while True:
    data, addr = s.recvfrom(1024)
    print(data.decode("ascii", "replace"))
