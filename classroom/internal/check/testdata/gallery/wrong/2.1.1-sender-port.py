# check: 2.1.1-sender
# want: wrong-port
import socket

ip = "127.0.0.1"
port = 50050  # same as the receiver
texte = "Hello, World!"

s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.sendto(texte.encode("utf8"), (ip, port))
print("envoye a", ip, port)
s.close()
