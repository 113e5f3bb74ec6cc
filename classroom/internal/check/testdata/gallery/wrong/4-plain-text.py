# check: 4
# want: bad-reply
import socket

s = socket.create_server(("127.0.0.1", 55000))
while True:
    client, addr = s.accept()
    print(client.recv(4096).decode("utf-8", "replace"))
    head = "HTTP/1.1 200 OK\r\nContent-Type: text/plain;charset=utf-8\r\n\r\n"
    data = "<html><body><h1>In43 is the best course ! ÉÇ </h1></body></html>\r\n"
    client.send(head.encode("ascii") + data.encode("utf-8"))
    client.close()
