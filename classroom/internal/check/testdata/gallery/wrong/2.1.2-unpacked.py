# check: 2.1.2
# want: streams-swapped
import socket
import struct

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind(("", 52001))
while True:
    data, addr = sock.recvfrom(1024)
    print(struct.unpack("diiiiffff", data[0:40]))
