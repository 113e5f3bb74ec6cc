# check: 3.1-server
# want: no-echo
import socket

s = socket.create_server(("127.0.0.1", 55000))
client, addr = s.accept()
tout = b""
while True:
    data = client.recv(1024)
    if not data:
        break
    tout += data
print("reçu :", tout.decode("ascii"))
client.send(tout)
client.close()
