# check: 4
# want: bare-newline
import socket

TEXTE = """HTTP/1.1 200 OK
Expires: -1
Cache-Control: private, max-age=0
Content-Type: text/html; charset=utf-8

<html><head><meta charset='utf-8'/></head>
<body><h1>In43 is the best course ! ÉÇ </h1></body></html>
"""

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("127.0.0.1", 55000))
s.listen(5)
while True:
    c, addr = s.accept()
    demande = c.recv(4096)
    print("recu de", addr)
    print(demande.decode("latin-1"))
    c.sendall(TEXTE.encode("utf-8"))
    c.close()
