# check: 4
# want: no-output
import socket

serveur = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
serveur.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
serveur.bind(("127.0.0.1", 55000))
serveur.listen(5)

tete = b"HTTP/1.1 200 OK\r\nContent-Type: text/html;charset=utf-8\r\n\r\n"
page = "<html><body><h1>In43 is the best course ! ÉÇ </h1></body></html>".encode("utf-8")

while True:
    c, adr = serveur.accept()
    print("connexion de", adr)
    demande = c.recv(1024)
    c.sendall(tete + page)
    c.close()
    print("page envoyee")
