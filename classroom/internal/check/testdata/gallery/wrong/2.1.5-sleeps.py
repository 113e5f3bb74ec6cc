# check: 2.1.5
# want: too-slow
import select
import socket
import struct
import time

s1 = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s1.bind(("", 52001))
s2 = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s2.bind(("", 52002))
while True:
    for s in select.select([s1, s2], [], [], 1)[0]:
        d, a = s.recvfrom(1024)
        if s is s1:
            print(d.decode("ascii"))
        else:
            print(struct.unpack("diiiiffff", d))
    time.sleep(1)
