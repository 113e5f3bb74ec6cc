# check: 2.1.3
# want: field-order
# OverflowError in fromtimestamp
import datetime
import socket
import struct

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind(("", 52002))
while True:
    pitch, roll, yaw, battery, barometer, agx, agy, agz, date = struct.unpack("<iiiiffffd", sock.recv(1024))
    print(datetime.datetime.fromtimestamp(date), pitch, roll, yaw, battery, barometer, agx, agy, agz)
