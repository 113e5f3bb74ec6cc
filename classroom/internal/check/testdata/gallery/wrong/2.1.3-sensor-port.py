# check: 2.1.3
# want: wrong-port
import socket
import struct

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind(("192.168.1.26", 52001))

while True:
    raw, src = sock.recvfrom(4096)
    if len(raw) != 40:
        continue  # not a frame
    print(src, struct.unpack("<diiiiffff", raw))
