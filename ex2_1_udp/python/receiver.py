"""Worksheet 2.1: print the UDP messages that arrive, until ctrl-c."""

import socket

UDP_IP = "127.0.0.1"
UDP_PORT = 50005

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)  # IPv4, UDP
sock.bind((UDP_IP, UDP_PORT))

try:
    while True:
        data, addr = sock.recvfrom(1024)  # waits; at most 1024 bytes
        print("received message:", data.decode("utf8"))
        print("from:", addr)
except KeyboardInterrupt:
    print("Stopping due to signint interupt (i.e. ctrl-c)")
    sock.close()
