# check: 2.1.1-sender
# it ends a little later
import socket
import time

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.sendto("Hello, World!".encode("utf8"), ("127.0.0.1", 50005))
print("sent; bye")
time.sleep(2)
sock.close()
