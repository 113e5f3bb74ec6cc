# check: 2.1.1-receiver
# want: crashed
import socket

UDP_IP = "127.0.0.1"
UDP_PORT = 50005

receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
receiver.bind(UDP_IP, UDP_PORT)

while True:
    msg, client = receiver.recvfrom(1024)
    print("got:", msg.decode())
