# check: 4
# want: one-client
# copie du serveur TCP
import socket
import time

TCP_IP = "127.0.0.1"
TCP_PORT = 55000

ecoute = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
ecoute.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
ecoute.bind((TCP_IP, TCP_PORT))
ecoute.listen(1)
nav, adresse = ecoute.accept()
requete = nav.recv(1024)
print("requete de", adresse, ":")
print(requete.decode("latin-1"))

entete = "HTTP/1.1 200 OK\r\nDate:" + time.asctime() + "GMT\r\n"
entete += "Content-Type: text/html;charset=utf-8\r\n\r\n"
html = "<html><head><meta charset='utf-8'/></head><body>"
html += "<h1>In43 is the best course ! ÉÇ </h1></body></html>\r\n"
nav.send(entete.encode("ascii") + html.encode("utf-8"))
nav.close()
ecoute.close()
