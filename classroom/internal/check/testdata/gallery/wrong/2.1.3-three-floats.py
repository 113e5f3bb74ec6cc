# check: 2.1.3
# want: format-size
import socket
import struct

fmt = "diiiifff"

s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("192.168.1.255", 52002))

while True:
    data, addr = s.recvfrom(1024)
    print(struct.unpack(fmt, data))
