# check: 2.1.3
# The line is written again and again, and flushed.
import datetime
import socket
import struct

s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("", 52002))
while True:
    data, addr = s.recvfrom(1024)
    if len(data) < 40:
        continue
    date, *values = struct.unpack("<diiiiffff", data[:40])
    print("\r" + datetime.datetime.fromtimestamp(date).isoformat(" "), *values, end="   ", flush=True)
