# check: 2.1.3
# want: crashed
import socket
import struct

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind(("", 52002))
sock.settimeout(2)
while True:
    print(struct.unpack("diiiiffff", sock.recv(1024)[:40]))
