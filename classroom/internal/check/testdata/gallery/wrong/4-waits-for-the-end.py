# check: 4
# want: not-sent
import socket

s = socket.create_server(("127.0.0.1", 55000))
while True:
    client, addr = s.accept()
    request = b""
    while data := client.recv(1024):
        request += data
    print(request.decode("utf-8", "replace"))
    head = "HTTP/1.1 200 OK\r\nContent-Type: text/html;charset=utf-8\r\n\r\n"
    page = "<html><body><h1>In43 is the best course ! ÉÇ </h1></body></html>\r\n"
    client.send(head.encode("ascii") + page.encode("utf-8"))
    client.close()
