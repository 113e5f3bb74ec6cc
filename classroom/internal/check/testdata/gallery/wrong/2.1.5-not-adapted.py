# check: 2.1.5
# want: bytes-printed
import select
import socket

ports = [52001, 52002]
liste = []
for p in ports:
    sk = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sk.bind(("192.168.1.26", p))
    liste.append(sk)

try:
    while True:
        (lire, _, _) = select.select(liste, [], [], 2)
        for sk in lire:
            msg, exp = sk.recvfrom(1024)
            print("de", exp, "pour", sk.getsockname(), ":", msg)
except KeyboardInterrupt:
    for sk in liste:
        sk.close()
