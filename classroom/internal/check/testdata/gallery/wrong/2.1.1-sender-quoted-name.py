# check: 2.1.1-sender
# want: wrong-message
import socket

UDP_IP = "127.0.0.1"
UDP_PORT = 50005
MESSAGE = "Hello, World!"

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
# bytes are needed, so b in front
sock.sendto(b"MESSAGE", (UDP_IP, UDP_PORT))
print("sent")
