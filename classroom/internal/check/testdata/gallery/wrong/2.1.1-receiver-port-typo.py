# check: 2.1.1-receiver
# want: wrong-port
from socket import *

adresse = ("127.0.0.1", 5005)

sock = socket(AF_INET, SOCK_DGRAM)
sock.bind(adresse)

while 1:
    data, who = sock.recvfrom(2048)
    print(who, "says", data.decode("utf-8"))
