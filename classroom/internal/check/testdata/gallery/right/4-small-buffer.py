# check: 4
# beyond: one-client
# A small buffer, and a loop until the empty line.
import socket

BUFFER_SIZE = 100

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("127.0.0.1", 55000))
s.listen(5)

head = "HTTP/1.1 200 OK\r\nContent-Type: text/html;charset=utf-8\r\n\r\n"
page = "<html><head><meta charset='utf-8'/></head><body><h1>In43 is the best course ! ÉÇ </h1></body></html>\r\n"

while True:
    client, addr = s.accept()
    request = b""
    while b"\r\n\r\n" not in request:
        data = client.recv(BUFFER_SIZE)
        if not data:
            break
        request += data
    print(request.decode("latin-1"))
    if request:
        client.sendall(head.encode("ascii") + page.encode("utf-8"))
    client.close()
