# check: 2.1.1-receiver
# want: no-loop
import socket
import time

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind(("127.0.0.1", 50005))
data, addr = sock.recvfrom(1024)
while True:
    print("received message:", data.decode('utf8'))
    print("from:", addr)
    time.sleep(0.5)
