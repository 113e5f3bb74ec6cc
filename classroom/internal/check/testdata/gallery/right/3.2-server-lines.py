# check: 3.2-server
# Works with a client that ends its messages with \n, as this server does.
import socket
import sys

with socket.create_server(("127.0.0.1", 55000)) as serveur:
    conn, _ = serveur.accept()
    with conn, conn.makefile("rw", encoding="utf8") as f:
        for ligne in f:
            print(ligne, end="")
            if ligne == "end\n":
                break
            reponse = ""
            while not reponse:
                reponse = sys.stdin.readline().strip()
            f.write(reponse + "\n")
            f.flush()
            if reponse == "end":
                break
