# check: 2.1.2
# want: wrong-encoding
import socket

s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("", 52001))
while True:
    data, addr = s.recvfrom(1024)
    print("message", data.decode("utf-16"))
