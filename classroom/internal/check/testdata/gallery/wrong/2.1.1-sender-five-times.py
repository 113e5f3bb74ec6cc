# check: 2.1.1-sender
# want: wrong-message
import socket

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for i in range(5):
    sock.sendto("Hello, World!".encode("utf8"), ("127.0.0.1", 50005))
