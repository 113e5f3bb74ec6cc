# check: 4
# want: no-charset
# microHTTPsrv
import socket
import threading

IP = "127.0.0.1"
PORT = 55000


def repondre(conn, addr):
    requete = conn.recv(1024).decode("latin-1")
    print("Client", addr, ":\n" + requete)
    tete = "HTTP/1.1 200 OK\r\nExpires: -1\r\nContent-Type: text/html\r\n\r\n"
    corps = "<html><body><h1>In43 is the best course ! ÉÇ </h1></body></html>"
    conn.sendall(tete.encode("ascii") + corps.encode("utf-8"))
    conn.close()


serveur = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
serveur.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
serveur.bind((IP, PORT))
serveur.listen(10)
while True:
    c, a = serveur.accept()
    threading.Thread(target=repondre, args=(c, a), daemon=True).start()
