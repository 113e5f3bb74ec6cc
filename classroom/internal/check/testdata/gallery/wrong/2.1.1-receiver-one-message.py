# check: 2.1.1-receiver
# want: no-loop
import socket


def recevoir():
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind(("127.0.0.1", 50005))
    donnees, adresse = sock.recvfrom(1024)
    print("Message de", adresse[0], ":", donnees.decode("utf8"))
    sock.close()


recevoir()
