# check: 3.1-server
# want: buffered
import socket

s = socket.create_server(("127.0.0.1", 55000))
client, addr = s.accept()
tout = b""
while True:
    data = client.recv(1024)
    if not data:
        break
    tout += data
    client.sendall(data)
print("reçu :", tout.decode("utf8", "replace"))
client.close()
