# check: 2.1.1-receiver
import socket


class Recepteur:
    """Ecoute un port UDP et affiche ce qui arrive."""

    def __init__(self, ip, port):
        self.ip = ip
        self.port = port
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)

    def ecouter(self):
        self.sock.bind((self.ip, self.port))
        print(f"[{self.ip}:{self.port}] en attente...")
        try:
            while True:
                donnees, (ip, port) = self.sock.recvfrom(65535)
                texte = donnees.decode("utf-8", errors="replace")
                print(f"[{ip}:{port}] {texte}")
        except KeyboardInterrupt:
            print("Arrêt")
        finally:
            self.sock.close()


Recepteur("127.0.0.1", 50005).ecouter()
