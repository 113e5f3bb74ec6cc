# check: 2.1.2
# beyond: crash-non-ascii
import socket


def mon_ip():
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.connect(("8.8.8.8", 80))  # sends nothing
    return s.getsockname()[0]


s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind((mon_ip(), 52001))
while True:
    data, addr = s.recvfrom(1024)
    print(addr[0], ":", data.decode("ascii"))
