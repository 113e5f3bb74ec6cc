# check: 3.2-client
# beyond: no-end
# mini tchat, taper fin pour arreter
import socket

sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
sock.connect(("127.0.0.1", 55000))
print("Connecté ! (fin pour quitter)")

while True:
    message = input("Moi : ")
    sock.sendall(message.encode("utf8"))
    if message == "fin":
        break
    reponse = sock.recv(1024).decode("utf8")
    print("Lui :", reponse)
    if reponse == "fin":
        break

sock.close()
