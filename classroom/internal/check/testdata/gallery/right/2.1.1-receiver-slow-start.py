# check: 2.1.1-receiver
# beyond: crash-non-ascii
import socket
import time

time.sleep(2)
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("127.0.0.1", 50005))
print("ready")
input("press return to begin")
while True:
    data, addr = s.recvfrom(1024)
    print("received message:", data.decode("utf8"))
    print("from:", addr)
