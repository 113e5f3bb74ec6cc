# check: 2.1.3
from collections import namedtuple
import datetime
import socket
import struct

Drone = namedtuple("Drone", "date pitch roll yaw battery barometer agx agy agz")

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
sock.bind(("192.168.1.255", 52002))

while True:
    data, addr = sock.recvfrom(1024)
    try:
        d = Drone(*struct.unpack("diiiiffff", data[:40]))
    except struct.error as e:
        print("bad frame from", addr, e)
        continue
    print(d._replace(date=datetime.datetime.fromtimestamp(d.date)))
