# check: 2.1.2
# want: deaf-bind
import socket

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind(("10.9.0.0", 52001))  # the network's address
while True:
    print(sock.recv(1024).decode("ascii"))
