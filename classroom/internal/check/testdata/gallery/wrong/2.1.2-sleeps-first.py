# check: 2.1.2
# want: too-slow
import socket
import time

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind(("", 52001))
while True:
    time.sleep(4)
    print(sock.recv(1024).decode("ascii", "replace"))
