# check: 2.1.5
# want: byte-order
# only the frames are wrong
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
        if s.getsockname()[1] == 52001:
            print(data.decode("ascii"))
        else:
            v = struct.unpack(">diiiiffff", data[:40])
            print(datetime.datetime.fromtimestamp(v[0]), *v[1:])
