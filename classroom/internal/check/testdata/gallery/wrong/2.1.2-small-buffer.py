# check: 2.1.2
# want: truncated
import socket

TAILLE = 32  # octets

capteurs = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
capteurs.bind(("0.0.0.0", 52001))
while True:
    message, source = capteurs.recvfrom(TAILLE)
    print(source[0], "->", message.decode("ascii").strip())
