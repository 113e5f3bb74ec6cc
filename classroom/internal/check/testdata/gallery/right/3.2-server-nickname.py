# check: 3.2-server
# beyond: no-end
import socket

serveur = socket.socket()
serveur.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
serveur.bind(("127.0.0.1", 55000))
serveur.listen(1)
conn, addr = serveur.accept()
print("Connecté à", addr)
pseudo = input("Votre pseudo : ")
while True:
    recu = conn.recv(1024)
    if not recu:
        break
    print(recu.decode("utf8"))
    conn.send((pseudo + " dit : " + input("> ")).encode("utf8"))
conn.close()
