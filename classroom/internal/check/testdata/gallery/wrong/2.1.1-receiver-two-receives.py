# check: 2.1.1-receiver
# want: no-output
import socket

s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("127.0.0.1", 50005))
while True:
    data = s.recvfrom(2048)[0]
    addr = s.recvfrom(2048)[1]
    print("message:", data.decode('utf8'))
    print("from:", addr)
