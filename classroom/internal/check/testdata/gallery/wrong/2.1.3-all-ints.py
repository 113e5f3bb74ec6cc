# check: 2.1.3
# want: format-type
import socket
import struct
from datetime import datetime

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind(("", 52002))

while True:
    data, addr = sock.recvfrom(1024)
    date, pitch, roll, yaw, bat, baro, agx, agy, agz = struct.unpack("diiiiiiii", data)
    print(datetime.fromtimestamp(date))
    print("pitch", pitch, "roll", roll, "yaw", yaw, "battery", bat)
    print("barometer", baro, "agx", agx, "agy", agy, "agz", agz)
