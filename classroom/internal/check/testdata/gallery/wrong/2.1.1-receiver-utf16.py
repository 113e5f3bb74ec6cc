# check: 2.1.1-receiver
# want: wrong-encoding
import socket
import sys

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind(("127.0.0.1", 50005))
while True:
    data, addr = sock.recvfrom(1024)
    sys.stdout.buffer.write(data.decode("utf8").encode("utf-16-le") + b"\n")
    sys.stdout.buffer.flush()
