# check: 2.1.3
# want: wrong-output
# the date times 1000 is in the year 50000
import datetime
import socket
import struct

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind(("", 52002))
while True:
    v = struct.unpack("diiiiffff", sock.recv(1024))
    print(datetime.datetime.fromtimestamp(v[0] * 1000), *v[1:])
