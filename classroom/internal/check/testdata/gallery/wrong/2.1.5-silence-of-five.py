# check: 2.1.5
# want: no-loop
import select
import socket
import struct

s1 = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s1.bind(("", 52001))
s2 = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s2.bind(("", 52002))
ls = select.select([s1, s2], [], [], 5)
while ls[0]:
    for s in ls[0]:
        data, addr = s.recvfrom(1024)
        if s.getsockname()[1] == 52001:
            print(data.decode("ascii", "replace"))
        elif len(data) >= 40:
            print(struct.unpack("diiiiffff", data[0:40]))
    ls = select.select([s1, s2], [], [], 5)
