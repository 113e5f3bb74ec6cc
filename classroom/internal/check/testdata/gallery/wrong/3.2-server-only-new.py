# check: 3.2-server
# want: no-output
# What the client says twice is shown once.
import socket

s = socket.create_server(("127.0.0.1", 55000))
client, addr = s.accept()
avant = b""
while True:
    recu = client.recv(1024)
    if not recu:
        break
    if recu != avant:
        print("client :", recu.decode("utf8"))
    avant = recu
    client.send(input("moi : ").encode("utf8"))
client.close()
