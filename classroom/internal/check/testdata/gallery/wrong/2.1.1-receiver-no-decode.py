# check: 2.1.1-receiver
# want: bytes-printed
# Recepteur UDP - TP1
import socket

IP = "127.0.0.1"
PORT = 50005

s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind((IP, PORT))
print("en attente de messages sur le port", PORT)

while True:
    message, expediteur = s.recvfrom(1024)
    print("message recu :", message)
    print("de la part de :", expediteur)
