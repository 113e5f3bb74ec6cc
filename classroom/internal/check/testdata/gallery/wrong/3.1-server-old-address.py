# check: 3.1-server
# want: wrong-address
import socket

HOTE = "127.123.234.1"
PORT = 55000

ecoute = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
ecoute.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
print("binding to " + HOTE + ":" + str(PORT))
ecoute.bind((HOTE, PORT))
ecoute.listen(1)
conn, adresse = ecoute.accept()
print("client :", adresse)
message = conn.recv(1024)
print("message :", message.decode("ascii"))
conn.send(message)
conn.close()
ecoute.close()
