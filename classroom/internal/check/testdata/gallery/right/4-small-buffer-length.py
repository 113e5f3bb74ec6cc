# check: 4
# beyond: one-client
# The connection is reset, but the browser has the page already: it knows its length.
import socket

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("127.0.0.1", 55000))
s.listen(5)

page = "<html><head><meta charset='utf-8'/></head><body><h1>In43 is the best course ! ÉÇ </h1></body></html>\r\n"
body = page.encode("utf-8")
head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html;charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n"

while True:
    client, addr = s.accept()
    print(client.recv(256).decode("latin-1"))
    client.sendall(head.encode("ascii") + body)
    client.close()
