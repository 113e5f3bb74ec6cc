# check: 3.2-client
# want: no-loop
import socket

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.connect(("127.0.0.1", 55000))
for n in range(1, 21):
    s.send(input(str(n) + "> ").encode("utf8"))
    print("reponse :", s.recv(1024).decode("utf8"))
print("20 messages, au revoir")
s.close()
