# check: 2.1.3
# beyond: crash-long-frame
# struct.unpack(format, data), the first form of the worksheet
import datetime
import socket
import struct

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind(("", 52002))
format = "diiiiffff"
while True:
    data, addr = sock.recvfrom(1024)
    if len(data) < 40:
        continue
    decoded = struct.unpack(format, data)
    print(datetime.datetime.fromtimestamp(decoded[0]), decoded[1:])
