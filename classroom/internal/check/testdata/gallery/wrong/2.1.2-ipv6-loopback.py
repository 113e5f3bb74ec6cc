# check: 2.1.2
# want: deaf-bind
import socket

sock = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
sock.bind(("::1", 52001))
while True:
    data, addr = sock.recvfrom(1024)
    print(data.decode("ascii"))
