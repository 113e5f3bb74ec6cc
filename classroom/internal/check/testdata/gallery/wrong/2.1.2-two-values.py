# check: 2.1.2
# want: missing-field
import socket

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind(("", 52001))
while True:
    data, addr = sock.recvfrom(1024)
    c = data.decode("ascii").split(",")
    print("lat", c[0], "lon", c[1])
