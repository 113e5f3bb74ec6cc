# check: 2.1.3
# want: byte-order
# OverflowError or ValueError by chance, in fromtimestamp
import datetime
import socket
import struct

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind(("", 52002))
while True:
    d = struct.unpack(">diiiiffff", sock.recv(1024))
    print(datetime.datetime.fromtimestamp(d[0]), d[1], d[2], d[3], d[4], d[5], d[6], d[7], d[8])
