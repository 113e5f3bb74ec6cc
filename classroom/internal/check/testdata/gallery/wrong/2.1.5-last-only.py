# check: 2.1.5
# want: no-output
import select
import socket
import struct

s1 = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s1.bind(("", 52001))
s2 = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s2.bind(("", 52002))
s2.setblocking(False)
while True:
    for s in select.select([s1, s2], [], [], 1)[0]:
        if s is s1:
            print(s.recv(1024).decode("ascii"))
            continue
        d = None
        while True:
            try:
                d = s.recv(1024)
            except BlockingIOError:
                break
        print(struct.unpack("diiiiffff", d))
