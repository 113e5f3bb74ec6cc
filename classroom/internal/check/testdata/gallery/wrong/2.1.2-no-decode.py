# check: 2.1.2
# want: bytes-printed
import socket

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind(("10.9.127.207", 52001))  # ipconfig

n = 0
while True:
    data, addr = sock.recvfrom(1024)
    n = n + 1
    print("message n°" + str(n) + " : " + str(data))
