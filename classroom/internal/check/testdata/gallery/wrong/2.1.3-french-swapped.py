# check: 2.1.3
# want: field-order
import socket
import struct

s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("", 52002))
while True:
    date, roulis, tangage, lacet, bat, baro, agx, agy, agz = struct.unpack("diiiiffff", s.recv(40))
    print("date", date, "tangage", tangage, "roulis", roulis, "lacet", lacet, "batterie", bat)
    print(baro, agx, agy, agz)
