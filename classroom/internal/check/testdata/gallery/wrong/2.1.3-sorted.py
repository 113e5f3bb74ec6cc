# check: 2.1.3
# want: field-order
# the values from the smallest to the largest
import datetime
import socket
import struct

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind(("", 52002))
while True:
    v = struct.unpack("diiiiffff", sock.recv(1024))
    print(sorted(v))
