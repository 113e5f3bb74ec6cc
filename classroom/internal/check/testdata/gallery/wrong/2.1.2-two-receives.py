# check: 2.1.2
# want: no-output
import socket

s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("", 52001))
while True:
    data = s.recvfrom(2048)[0]
    addr = s.recvfrom(2048)[1]
    print("message:", data.decode("ascii"), "from", addr)
