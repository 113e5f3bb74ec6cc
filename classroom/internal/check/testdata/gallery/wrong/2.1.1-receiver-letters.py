# check: 2.1.1-receiver
# want: wrong-output
# the letters with spaces between them
import socket

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind(("127.0.0.1", 50005))
while True:
    data, addr = sock.recvfrom(1024)
    print(*data.decode("utf8"))
