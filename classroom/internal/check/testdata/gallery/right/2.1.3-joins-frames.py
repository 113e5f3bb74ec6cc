# check: 2.1.3
# beyond: no-output
# A short frame does not end it, but it takes the bytes for the start of the next one.
import datetime
import socket
import struct

s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("", 52002))
rest = b""
while True:
    rest += s.recvfrom(1024)[0]
    while len(rest) >= 40:
        date, *values = struct.unpack("<diiiiffff", rest[:40])
        rest = rest[40:]
        if 0 < date < 4e9 and all(abs(v) < 1e6 for v in values):
            print(datetime.datetime.fromtimestamp(date), *values)
