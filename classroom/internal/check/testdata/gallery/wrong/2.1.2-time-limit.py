# check: 2.1.2
# want: crashed
import socket

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind(("", 52001))
sock.settimeout(1)
while True:
    data, addr = sock.recvfrom(1024)
    print(data.decode("ascii"))
