# check: 3.1-server
# want: roles-swapped
# serveur TCP
import socket

TCP_IP = "127.0.0.1"
TCP_PORT = 55000

serveur = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
print("connexion a", TCP_IP, TCP_PORT)
serveur.connect((TCP_IP, TCP_PORT))

serveur.send("Hello, Everyone!".encode("ascii"))
data = serveur.recv(1024)
print("received data:", data.decode("ascii"))
serveur.close()
