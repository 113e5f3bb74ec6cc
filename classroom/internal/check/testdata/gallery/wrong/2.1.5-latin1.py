# check: 2.1.5
# want: streams-swapped
# the frames as text too
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
        print(data.decode("latin-1"))
