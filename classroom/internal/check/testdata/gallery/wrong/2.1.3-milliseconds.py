# check: 2.1.3
# want: wrong-output
# the date in 1970
import datetime
import socket
import struct

s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("", 52002))
while True:
    v = struct.unpack("diiiiffff", s.recv(1024))
    print(datetime.datetime.fromtimestamp(v[0] / 1000), *v[1:])
