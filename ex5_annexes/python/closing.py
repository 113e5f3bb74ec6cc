"""Worksheet 5.3.5: close the socket at ctrl-c."""

import socket

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)  # IPv4, UDP
sock.bind(("127.0.0.1", 0))  # any free port

try:
    print(f"waiting at {sock.getsockname()}, press ctrl-c")
    while True:
        data, addr = sock.recvfrom(1024)
        print("received:", data)
except KeyboardInterrupt:
    print("Stopping due to signint interupt (i.e. ctrl-c)")
    sock.close()
