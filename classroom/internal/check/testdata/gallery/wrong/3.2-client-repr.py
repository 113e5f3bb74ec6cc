# check: 3.2-client
# want: wrong-message
import socket

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.connect(("127.0.0.1", 55000))
while True:
    message = input("moi : ").encode("utf8")
    s.send(str(message).encode("utf8"))
    print("lui :", s.recv(1024).decode("utf8"))
