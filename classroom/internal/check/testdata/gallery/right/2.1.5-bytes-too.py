# check: 2.1.5
# the bytes of each message, and what they mean
import datetime
import select
import socket
import struct

socks = []
for port in 52001, 52002:
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.bind(("", port))
    socks.append(s)
while True:
    for s in select.select(socks, [], [], 1)[0]:
        data, addr = s.recvfrom(1024)
        print(datetime.datetime.now(), "#message      :", data)
        if s.getsockname()[1] == 52001:
            print(data.decode("ascii", "replace"))
        elif len(data) >= 40:
            print(struct.unpack("diiiiffff", data[:40]))
