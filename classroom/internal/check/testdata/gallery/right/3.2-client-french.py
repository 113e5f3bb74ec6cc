# check: 3.2-client
# beyond: empty-deadlock
# mini tchat, côté client
import socket

ami = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
ami.connect(("127.0.0.1", 55000))
print("Connecté, écrivez (end pour finir)")

message = ""
while message != "end":
    message = input("Votre message : ")
    ami.send(message.encode("utf8"))
    if message == "end":
        break
    message = ami.recv(4096).decode("utf8")
    if message == "":
        print("Plus personne.")
        break
    print("Votre ami dit :", message)

ami.close()
