# check: 3.2-server
# want: no-turns
import socket

s = socket.create_server(("127.0.0.1", 55000))
client, addr = s.accept()
while True:
    print(client.recv(1024).decode("utf8"))
    client.send(input("ligne 1 : ").encode("utf8"))
    client.send(input("ligne 2 : ").encode("utf8"))
