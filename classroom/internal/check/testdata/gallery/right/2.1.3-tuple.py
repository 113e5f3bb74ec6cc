# check: 2.1.3
# beyond: crash-short-frame
import socket
import struct

UDP_IP = "10.9.127.207"
UDP_PORT = 52002
trame = "diiiiffff"

s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind((UDP_IP, UDP_PORT))
try:
    while True:
        recu, expediteur = s.recvfrom(1024)
        print(expediteur, struct.unpack(trame, recu[0:40]))
except KeyboardInterrupt:
    print("arret")
    s.close()
