# check: 3.2-client
# want: wrong-message
import socket

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.connect(("127.0.0.1", 55000))
while True:
    texte = input("vous : ")
    s.send(texte.encode("utf8"))
    if texte == "end":
        break
    s.sendall(texte.encode("utf8"))
    print("lui :", s.recv(1024).decode("utf8"))
s.close()
