# check: 3.1-client
# want: roles-swapped
# client TCP
import socket

ADRESSE = "127.0.0.1"
PORT = 55000

client = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
client.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
client.bind((ADRESSE, PORT))
client.listen(1)
s, qui = client.accept()
s.send(b"Hello, Everyone!")
print("received data:", s.recv(1024).decode("ascii"))
s.close()
client.close()
