# check: 4
# want: no-blank-line
import socket
import time

srv = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
srv.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
srv.bind(("127.0.0.1", 55000))
srv.listen(5)
print("serveur web sur http://127.0.0.1:55000/")

page = "<html><head><meta charset='utf-8'/></head>"
page += "<body><h1>In43 is the best course ! ÉÇ </h1></body></html>\r\n"

while True:
    client, adresse = srv.accept()
    print(adresse, client.recv(2048).decode("latin-1"))
    entete = "HTTP/1.1 200 OK\r\n"
    entete += "Date: " + time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime()) + "\r\n"
    entete += "Expires: -1\r\n"
    entete += "Content-Type: text/html; charset=utf-8\r\n"
    client.sendall(entete.encode("ascii") + page.encode("utf-8"))
    client.close()
