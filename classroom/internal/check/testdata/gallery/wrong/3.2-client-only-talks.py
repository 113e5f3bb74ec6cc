# check: 3.2-client
# want: no-turns
import socket

client = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
print("connexion...")
client.connect(("127.0.0.1", 55000))

texte = ""
while texte != "end":
    texte = input("vous : ")
    client.send(texte.encode("utf8"))

print("reponse :", client.recv(1024).decode("utf8"))
client.close()
