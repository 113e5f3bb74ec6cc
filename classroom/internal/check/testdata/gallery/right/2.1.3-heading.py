# check: 2.1.3
# the names stand above, in the order of the values
import datetime
import socket
import struct

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind(("", 52002))
print("battery  barometer  pitch  roll  yaw  agx  agy  agz  date")
while True:
    date, pitch, roll, yaw, bat, baro, x, y, z = struct.unpack("diiiiffff", sock.recv(1024)[:40])
    print(bat, round(baro, 2), pitch, roll, yaw, x, y, z, datetime.datetime.fromtimestamp(date), sep="  ")
