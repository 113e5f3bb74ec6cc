# check: 4
# want: wrong-encoding
import socket

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("", 55000))
s.listen(5)

rep = "HTTP/1.1 200 OK\r\n"
rep += "Cache-Control: private, max-age=0\r\n"
rep += "Content-Type: text/html; charset=utf-8\r\n"
rep += "\r\n"
rep += "<html><head><meta charset='utf-8'/></head>"
rep += "<body><h1>In43 is the best course ! ÉÇ </h1></body></html>\r\n"

while True:
    nav, addr = s.accept()
    print(nav.recv(1024).decode("latin-1"))
    nav.send(rep.encode("latin-1"))
    nav.close()
