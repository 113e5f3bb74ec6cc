# check: 2.1.2
# want: bytes-printed
import socket

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind(("0.0.0.0", 52001))
print("j'écoute sur", sock.getsockname())

while True:
    data, addr = sock.recvfrom(1024)
    print(data, addr)
