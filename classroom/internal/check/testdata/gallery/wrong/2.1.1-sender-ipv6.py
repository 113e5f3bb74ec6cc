# check: 2.1.1-sender
# want: wrong-address
import socket

sock = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
sock.sendto("Hello, World!".encode("utf8"), ("::1", 50005))
