# check: 2.1.2
# want: deaf-bind
import socket

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind(("", 52001))
sock.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
sock.connect(("10.9.255.255", 52001))  # the address that the sensors send to
while True:
    print(sock.recv(1024).decode("ascii"))
