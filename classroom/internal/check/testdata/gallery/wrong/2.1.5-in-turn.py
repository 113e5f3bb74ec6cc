# check: 2.1.5
# want: starved
import socket
import struct

sock1 = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock1.bind(("", 52001))
sock2 = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock2.bind(("", 52002))

while True:
    data, addr = sock1.recvfrom(1024)
    print("sensors:", data.decode("ascii").strip())
    data, addr = sock2.recvfrom(1024)
    print("drone:", struct.unpack("diiiiffff", data))
