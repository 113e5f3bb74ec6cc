# check: 2.1.3
# want: missing-field
import datetime
import socket
import struct

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind(("", 52002))

while True:
    data, addr = sock.recvfrom(1024)
    decoded = struct.unpack("diiiiffff", data)
    print(datetime.datetime.fromtimestamp(decoded[0]))
