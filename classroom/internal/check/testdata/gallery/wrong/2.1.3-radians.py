# check: 2.1.3
# want: wrong-output
# the angles in radians
import datetime
import socket
import struct

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind(("", 52002))
import math

while True:
    v = struct.unpack("diiiiffff", sock.recv(1024))
    print(datetime.datetime.fromtimestamp(v[0]), *[round(math.radians(a), 3) for a in v[1:4]], *v[4:])
