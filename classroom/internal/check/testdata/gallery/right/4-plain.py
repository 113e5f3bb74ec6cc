# check: 4
# beyond: one-client
# beyond: crash-non-ascii
# beyond: no-reuseaddr
# microHTTPsrv.py
import socket
import time

ecoute = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
ecoute.bind(("127.0.0.1", 55000))
ecoute.listen(5)

while True:
    nav, adresse = ecoute.accept()
    print("navigateur", adresse)
    print(nav.recv(4096).decode("ascii"))

    tete = "HTTP/1.1 200 OK\r\n"
    tete += "Date:" + time.asctime() + "GMT\r\n"
    tete += "Expires: -1\r\n"
    tete += "Cache-Control: private, max-age=0\r\n"
    tete += "Content-Type: text/html;charset=utf-8\r\n\r\n"
    page = "<html><head><meta charset='utf-8'/></head><body>"
    page += "<h1>In43 is the best course ! ÉÇ </h1></body></html>\r\n\r\n"
    try:
        nav.send(tete.encode("ascii") + page.encode("utf-8"))
    except OSError as e:
        print("parti :", e)
    nav.close()
