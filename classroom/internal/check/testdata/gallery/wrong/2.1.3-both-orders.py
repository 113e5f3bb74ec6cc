# check: 2.1.3
# want: byte-order
# the frame little-endian and big-endian: the right values are among them
import datetime
import socket
import struct

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind(("", 52002))
while True:
    data = sock.recv(1024)
    for order in "<>":
        print(struct.unpack(order + "diiiiffff", data))
