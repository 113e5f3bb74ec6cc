# check: 3.2-server
# want: wrong-message
import socket

sconn = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
sconn.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
sconn.bind(("127.0.0.1", 55000))
sconn.listen(1)
s, addr = sconn.accept()
print("chat with", addr)

while True:
    recu = s.recv(1024)
    if recu == b"" or recu == b"end":
        break
    print("client:", recu.decode("utf8"))
    texte = input("you: ")
    s.send(recu)
    if texte == "end":
        break

s.close()
sconn.close()
