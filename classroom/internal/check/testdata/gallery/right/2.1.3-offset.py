# check: 2.1.3
# the time of another zone, with its difference from UTC
import datetime
import socket
import struct

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind(("", 52002))
paris = datetime.timezone(datetime.timedelta(hours=2))
while True:
    d = struct.unpack("diiiiffff", sock.recv(1024)[:40])
    print(datetime.datetime.fromtimestamp(d[0], paris), *d[1:])
