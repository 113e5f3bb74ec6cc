# check: 2.1.3
# UTC, and it says so
import datetime
import socket
import struct

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind(("", 52002))
while True:
    d = struct.unpack("diiiiffff", sock.recv(1024)[:40])
    print(datetime.datetime.fromtimestamp(d[0], datetime.timezone.utc).strftime("%H:%M:%S UTC, %A %d %B %Y"), *d[1:])
