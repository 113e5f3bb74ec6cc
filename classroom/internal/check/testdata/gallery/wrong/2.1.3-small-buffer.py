# check: 2.1.3
# want: truncated
import socket
import struct

BUFFER = 36  # 8 + 4*4 + 3*4

s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("0.0.0.0", 52002))
while True:
    d = s.recv(BUFFER)
    print(struct.unpack("<diiiiffff", d))
