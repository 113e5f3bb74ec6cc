"""Worksheet 2.1.3: decode and print the drone's frames broadcast to port 52002."""

import datetime
import socket
import struct
import sys

UDP_IP = ""  # every address of this machine; see 2.1.2
UDP_PORT = 52002
FORMAT = "<diiiiffff"  # little-endian: a double, four ints, four floats; 40 bytes

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)  # IPv4, UDP
share = socket.SO_REUSEPORT if sys.platform == "darwin" else socket.SO_REUSEADDR
sock.setsockopt(socket.SOL_SOCKET, share, 1)
sock.bind((UDP_IP, UDP_PORT))

try:
    while True:
        data, addr = sock.recvfrom(1024)  # waits; at most 1024 bytes
        date, pitch, roll, yaw, battery, barometer, agx, agy, agz = struct.unpack(FORMAT, data[0:40])
        print("from:", addr)
        print("date:", datetime.datetime.fromtimestamp(date),
              "pitch:", pitch, "roll:", roll, "yaw:", yaw, "battery:", battery,
              "barometer:", barometer, "agx:", agx, "agy:", agy, "agz:", agz)
except KeyboardInterrupt:
    print("Stopping due to signint interupt (i.e. ctrl-c)")
    sock.close()
