# check: 2.1.1-receiver
# want: wrong-address
import socket
import time

sock = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
sock.bind(("::1", 50005))
print("waiting for messages...")
while True:
    time.sleep(1)
