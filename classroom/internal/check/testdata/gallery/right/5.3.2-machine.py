# check: 5.3.2
import socket

nom = socket.gethostname()
print("Nom de la machine :", nom)
print("Nom complet :", socket.gethostbyaddr(nom)[0])
