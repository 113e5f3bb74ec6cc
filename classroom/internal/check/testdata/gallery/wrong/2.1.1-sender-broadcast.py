# check: 2.1.1-sender
# want: wrong-address
import socket

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.sendto("Hello, World!".encode("utf8"), ("10.9.255.255", 50005))
