# check: 3.2-server
# want: bytes-printed
import socket

ss = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
ss.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
ss.bind(("", 55000))
ss.listen(1)
c, a = ss.accept()
while True:
    data = c.recv(1024)
    if not data:
        break
    print("recu:", data)
    if data.decode("utf8") == "end":
        break
    rep = input()
    c.send(rep.encode("utf8"))
    if rep == "end":
        break
c.close()
ss.close()
