# check: 2.1.2
# want: crashed
import socket

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind(("", 52001))
sock.settimeout(5)
while True:
    print(sock.recv(1024).decode("ascii", "replace"))
