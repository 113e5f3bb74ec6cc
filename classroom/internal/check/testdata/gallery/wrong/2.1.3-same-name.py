# check: 2.1.3
# want: field-order
# the same name for each value
import datetime
import socket
import struct

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind(("", 52002))
while True:
    for v in sorted(struct.unpack("diiiiffff", sock.recv(1024))):
        print("value:", v)
