"""Worksheet 2.1.2: print the messages that the sensors broadcast.

This is the receiver of 2.1.1. It does not print the messages yet.

Do the TODOs one after the other. Delete each one when it is done. The check
tells you what comes next. Run it in the folder of the lab:

    make check STEP=2.1.2 CMD="python3 ex2_1_2_sensors/start/remote_sensors.py"
"""

import socket

UDP_PORT = 50005  # TODO 1: the sensors send to another port.
UDP_IP = "127.0.0.1"  # TODO 2: bind to an address that hears the LAN's broadcasts.

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)  # IPv4, UDP
sock.bind((UDP_IP, UDP_PORT))
print("listening on", sock.getsockname())

while True:
    data, addr = sock.recvfrom(1024)  # waits; takes at most 1024 bytes
    print("from:", addr)
    # TODO 3: print the bytes of the message as they are.
    # TODO 4: print text, not bytes. The sensors encode it in ASCII; decode it.
    # Each message ends with a newline already.
