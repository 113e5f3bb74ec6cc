# check: 2.1.2
# slower than usual, but not slower than the sensors
import socket
import time

s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("", 52001))
while True:
    data, addr = s.recvfrom(1024)
    print(data.decode("ascii", "replace"))
    time.sleep(0.9)
