# check: 2.1.1-sender
# want: hangs
import socket

serveur = ("127.0.0.1", 50005)

s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
print("sending to", serveur)
s.sendto("Hello, World!".encode("utf8"), serveur)

# wait for the confirmation of the receiver
reponse, _ = s.recvfrom(1024)
print("reponse:", reponse.decode("utf8"))
s.close()
