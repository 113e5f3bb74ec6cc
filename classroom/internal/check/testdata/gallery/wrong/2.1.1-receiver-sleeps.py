# check: 2.1.1-receiver
# want: too-slow
import socket
import time

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind(("127.0.0.1", 50005))
while True:
    data, addr = sock.recvfrom(1024)
    print("received message:", data.decode("utf8", "replace"))
    time.sleep(3)
