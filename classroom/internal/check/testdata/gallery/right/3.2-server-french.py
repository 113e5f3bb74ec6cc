# check: 3.2-server
# beyond: empty-deadlock
# mini tchat, taper end pour arrêter
import socket

serveur = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
serveur.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
serveur.bind(("127.0.0.1", 55000))
serveur.listen(1)
print("En attente d'un correspondant...")
lui, adresse = serveur.accept()
print("Connexion de", adresse)

try:
    while True:
        texte = lui.recv(4096).decode("utf8")
        if not texte:
            print("Il est parti.")
            break
        print("Lui :", texte)
        if texte == "end":
            break
        reponse = input("Moi : ")
        lui.send(reponse.encode("utf8"))
        if reponse == "end":
            break
except KeyboardInterrupt:
    print("Au revoir")
lui.close()
serveur.close()
