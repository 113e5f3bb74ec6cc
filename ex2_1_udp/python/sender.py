"""Worksheet 2.1: send one UDP message."""

import socket

UDP_IP = "127.0.0.1"
UDP_PORT = 50005
MESSAGE = "Hello, World!"

print("UDP target IP:", UDP_IP)
print("UDP target port:", UDP_PORT)

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)  # IPv4, UDP
sock.sendto(MESSAGE.encode("utf8"), (UDP_IP, UDP_PORT))
sock.close()
