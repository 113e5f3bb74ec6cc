# check: 4
# beyond: one-client
# Answers on one connection until the browser closes it.
import socket

page = "<html><head><meta charset='utf-8'/></head><body><h1>In43 is the best course ! ÉÇ </h1></body></html>".encode("utf-8")
head = ("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
        "Content-Length: %d\r\n\r\n" % len(page)).encode("ascii")

s = socket.create_server(("127.0.0.1", 55000))
while True:
    client, addr = s.accept()
    while True:
        request = client.recv(4096)
        if not request:
            break
        print(request.decode("utf-8", "replace"))
        client.sendall(head + page)
    client.close()
