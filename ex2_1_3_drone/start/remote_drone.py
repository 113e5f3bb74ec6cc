"""Worksheet 2.1.3: decode and print the frames that the drone broadcasts.

This is a listener as in 2.1.2. A frame has 40 bytes, little-endian: the date in
seconds (8 bytes, a double), four ints and four floats (4 bytes each).

Do the TODOs one after the other. Delete each one when it is done. The check
tells you what comes next. Run it in the folder of the lab:

    make check STEP=2.1.3 CMD="python3 ex2_1_3_drone/start/remote_drone.py"
"""

import datetime
import socket
import struct

UDP_PORT = 52001  # TODO 1: the drone sends to another port.
UDP_IP = "127.0.0.1"  # TODO 2: bind to the address that hears broadcasts, as in 2.1.2.

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)  # IPv4, UDP
sock.bind((UDP_IP, UDP_PORT))
print("listening on", sock.getsockname())

while True:
    data, addr = sock.recvfrom(1024)  # waits; takes at most 1024 bytes
    print(data)  # TODO 3: do not print the bytes. Unpack the first 40 into nine fields.

    # TODO 4: print the date as a date: the module datetime makes one of seconds.

    # TODO 5: print the other eight fields, each with its name: pitch, roll,
    # yaw, battery, barometer, agx, agy, agz.
