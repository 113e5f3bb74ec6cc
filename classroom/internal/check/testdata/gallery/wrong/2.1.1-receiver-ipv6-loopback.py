# check: 2.1.1-receiver
# want: wrong-address
import socket

sock = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
sock.bind(("::1", 50005))
while True:
    data, addr = sock.recvfrom(1024)
    print("received message:", data.decode("utf8"))
