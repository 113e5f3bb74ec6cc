# check: 2.1.1-sender
# want: no-end
import socket
import time

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
while True:
    sock.sendto("Hello, World!".encode("utf8"), ("127.0.0.1", 50005))
    print("sent")
    time.sleep(1)
