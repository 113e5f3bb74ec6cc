# check: 2.1.2
# want: stops-on-ctrl-c
import os
import socket

if os.fork() > 0:
    os._exit(0)
os.setsid()
sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind(("", 52001))
while True:
    print(sock.recv(1024).decode("ascii", "replace"))
