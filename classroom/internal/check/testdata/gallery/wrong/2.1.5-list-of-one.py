# check: 2.1.5
# want: starved
import select
import socket
import struct

s1 = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s1.bind(("", 52001))
s2 = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s2.bind(("", 52002))
while True:
    ls = select.select([s1, s2], [], [], 1)
    if ls[0] == [s1]:
        print(s1.recv(1024).decode("ascii"))
    elif ls[0] == [s2]:
        print(struct.unpack("diiiiffff", s2.recv(1024)))
