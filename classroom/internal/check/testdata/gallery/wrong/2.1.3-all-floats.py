# check: 2.1.3
# want: format-type
import socket
import struct

s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("192.168.1.26", 52002))
print("drone...")
while True:
    octets = s.recv(1024)
    t = struct.unpack("<d8f", octets)
    print("date : %f  pitch : %f  roll : %f  yaw : %f  battery : %f" % t[:5])
    print("barometer : %f  agx : %f  agy : %f  agz : %f" % t[5:])
