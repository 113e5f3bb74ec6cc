# check: 2.1.3
# want: bytes-printed
import socket

PORT_DRONE = 52002

s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("0.0.0.0", PORT_DRONE))
while True:
    data, addr = s.recvfrom(1024)
    print(addr, "drone data :", data)
