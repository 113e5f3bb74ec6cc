# check: 2.1.5
# want: no-loop
import select
import socket
import struct

s1 = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s1.bind(("", 52001))
s2 = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s2.bind(("", 52002))
while True:
    ready = select.select([s1, s2], [], [], 3)[0]
    if not ready:
        break
    for s in ready:
        data, addr = s.recvfrom(1024)
        if s is s1:
            print(data.decode("ascii", "replace"))
        elif len(data) == 40:
            print(struct.unpack("diiiiffff", data))
