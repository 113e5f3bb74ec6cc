# check: 2.1.1-receiver
# want: no-output
import socket

s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("", 50005))
while True:
    try:
        d, a = s.recvfrom(1024)
        print("recu", dat.decode("utf8"))
    except Exception as e:
        print("Erreur", e)
