# check: 3.1-server
# want: no-echo
import socket

s = socket.create_server(("127.0.0.1", 55000))
client, addr = s.accept()
fichier = client.makefile("rw")
ligne = fichier.readline()
print("reçu :", ligne)
fichier.write(ligne)
fichier.flush()
client.close()
