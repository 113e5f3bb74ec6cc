# check: 2.1.1-receiver
# want: wrong-encoding
import socket

s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("", 50005))
while True:
    d, a = s.recvfrom(1024)
    print("recu", d.decode("latin-1"))
