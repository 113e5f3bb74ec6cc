# check: 2.1.2
# want: deaf-bind
import socket

sock = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
sock.bind(("::", 52001))
while True:
    data, addr = sock.recvfrom(1024)
    print(data.decode("ascii"))
