# check: 4
# want: wrong-message
# The sheet's text stands in a comment of the page.
import socket

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("127.0.0.1", 55000))
s.listen(5)

head = "HTTP/1.1 200 OK\r\nContent-Type: text/html;charset=utf-8\r\n\r\n"
page = "<html><head><meta charset='utf-8'/></head><body><h1>Bienvenue</h1>"
page += "<!-- In43 is the best course ! ÉÇ -->"
page += "</body></html>\r\n"

while True:
    client, addr = s.accept()
    print(client.recv(1024).decode("latin-1"))
    client.sendall(head.encode("ascii") + page.encode("utf-8"))
    client.close()
