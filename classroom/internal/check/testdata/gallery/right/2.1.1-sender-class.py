# check: 2.1.1-sender
import socket


class Emetteur:
    def __init__(self, destination):
        self.destination = destination

    def envoyer(self, texte):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
            return s.sendto(bytes(texte, "utf-8"), self.destination)


e = Emetteur(("127.0.0.1", 50005))
n = e.envoyer("Hello, World!")
print(n, "octets envoyés")
