# check: 2.1.3
# want: wrong-output
# UTC, as if it were local time
import datetime
import socket
import struct

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind(("", 52002))
import time

while True:
    d = struct.unpack("diiiiffff", sock.recv(1024))
    print(time.strftime("%d/%m/%Y %H:%M:%S", time.gmtime(d[0])), *d[1:])
