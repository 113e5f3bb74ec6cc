# check: 2.1.2
# beyond: crash-non-ascii
import socket

mon_ip = socket.gethostbyname(socket.gethostname())
print("Mon adresse :", mon_ip)
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind((mon_ip, 52001))
while True:
    print(s.recvfrom(1024)[0].decode("ascii"))
