# check: 3.1-client
# beyond: cut-reply
import socket

ip = input("Adresse IP du serveur : ")
port = int(input("Port : "))
texte = input("Votre message : ")
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.connect((ip, port))
s.send(texte.encode("ascii"))
print("Réponse :", s.recv(1024).decode("ascii"))
s.close()
