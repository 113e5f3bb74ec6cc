"""Worksheet 2.1.2: print the sensor messages broadcast to port 52001."""

import socket
import sys

# "" is every address of this machine, and hears broadcasts on every system.
# The worksheet's other choices: your own IP address on Windows, the broadcast
# address (10.9.255.255) on macOS. Linux is like macOS here.
UDP_IP = ""
UDP_PORT = 52001

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)  # IPv4, UDP
# Share the port with other programs: each of them hears every broadcast.
share = socket.SO_REUSEPORT if sys.platform == "darwin" else socket.SO_REUSEADDR
sock.setsockopt(socket.SOL_SOCKET, share, 1)
sock.bind((UDP_IP, UDP_PORT))

try:
    while True:
        data, addr = sock.recvfrom(1024)  # waits; at most 1024 bytes
        print("received message:", data.decode("ascii").rstrip("\n"))
        print("from:", addr)
except KeyboardInterrupt:
    print("Stopping due to signint interupt (i.e. ctrl-c)")
    sock.close()
