# check: 4
import socket
import threading
from email.utils import formatdate

PAGE = """<!DOCTYPE html>
<html><head><meta charset='utf-8'/><title>IN43</title></head>
<body><h1>In43 is the best course ! ÉÇ </h1></body></html>
""".encode("utf-8")


class Visiteur(threading.Thread):
    def __init__(self, conn, addr):
        super().__init__(daemon=True)
        self.conn, self.addr = conn, addr

    def run(self):
        with self.conn:
            try:
                demande = self.conn.recv(8192)
                if not demande:
                    return
                print(self.addr, demande.decode("utf-8", "replace"), sep="\n")
                lignes = [
                    "HTTP/1.1 200 OK",
                    "Date: " + formatdate(usegmt=True),
                    "Content-Type: text/html; charset=utf-8",
                    "Content-Length: " + str(len(PAGE)),
                    "Connection: close",
                ]
                self.conn.sendall("\r\n".join(lignes + ["", ""]).encode("ascii") + PAGE)
            except OSError as e:
                print("erreur", e)


with socket.create_server(("127.0.0.1", 55000), backlog=16) as s:
    try:
        while True:
            Visiteur(*s.accept()).start()
    except KeyboardInterrupt:
        print("Fin du serveur")
