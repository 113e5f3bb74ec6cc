# check: 2.1.3
# want: too-slow
import socket
import struct
import time

s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("", 52002))
while True:
    frame = s.recv(1024)
    time.sleep(3)
    print(struct.unpack("diiiiffff", frame[0:40]))
