# check: 3.1-server
# want: wrong-message
import socket

s = socket.create_server(("127.0.0.1", 55000))
client, addr = s.accept()
data = client.recv(1024)
client.send(data)
print("received data:", data.decode("ascii"))
client.send(data)
client.close()
s.close()
