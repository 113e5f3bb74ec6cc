# check: 2.1.3
# want: too-slow
import socket
import struct

s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
s.bind(("", 52002))
while True:
    data, addr = s.recvfrom(1024)
    if len(data) >= 40:
        print(struct.unpack("diiiiffff", data[0:40]))
