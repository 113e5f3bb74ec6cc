# check: 3.1-client
import socket

MESSAGE = "Hello, Everyone!"

with socket.create_connection(("127.0.0.1", 55000)) as lien:
    print("connecté à", lien.getpeername(), "depuis", lien.getsockname())
    lien.sendall(MESSAGE.encode("utf-8"))
    reponse = b""
    while len(reponse) < len(MESSAGE):
        morceau = lien.recv(1024)
        if not morceau:
            break
        reponse += morceau
    print("le serveur répond :", reponse.decode("utf-8"))
