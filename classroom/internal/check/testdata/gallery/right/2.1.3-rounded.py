# check: 2.1.3
# round() leaves out the zero of 181.90
import datetime
import socket
import struct

s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("", 52002))
while True:
    v = struct.unpack("diiiiffff", s.recv(1024)[0:40])
    print("date :", datetime.datetime.fromtimestamp(v[0]))
    print("pitch, roll, yaw :", v[1], v[2], v[3])
    print("batterie :", v[4], "% baro :", round(v[5], 2), "m agx :", round(v[6], 2), "agy :", round(v[7], 2), "agz :", round(v[8], 2))
