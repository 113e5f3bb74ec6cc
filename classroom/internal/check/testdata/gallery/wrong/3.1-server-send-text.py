# check: 3.1-server
# want: crashed
import socket

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("127.0.0.1", 55000))
s.listen(1)

(client, adresse) = s.accept()
texte = client.recv(1024).decode("utf8")
print("le client dit :", texte)
client.send(texte)  # echo
client.close()
s.close()
