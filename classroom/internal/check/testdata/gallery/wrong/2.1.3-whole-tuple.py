# check: 2.1.3
# want: crashed
import socket
import struct

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind(("192.168.1.26", 52002))

while True:
    data = sock.recvfrom(1024)
    print(struct.unpack("diiiiffff", data))
