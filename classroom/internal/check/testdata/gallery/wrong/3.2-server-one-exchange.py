# check: 3.2-server
# want: no-loop
import socket

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("127.0.0.1", 55000))
s.listen(1)
print("Waiting client ...")
client, adresse = s.accept()
print("Client connected with address:", adresse)

message = client.recv(1024)
print("recu :", message.decode("utf8"))
reponse = input("votre reponse : ")
client.send(reponse.encode("utf8"))

client.close()
s.close()
