# check: 2.1.5
# want: streams-swapped
# both are unpacked; of the text only the first 40 bytes
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
        print(s.getsockname()[1], struct.unpack("<diiiiffff", s.recv(1024)[:40]))
