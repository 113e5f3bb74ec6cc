# check: 4
# beyond: one-client
import socket

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("127.0.0.1", 55000))
s.listen(5)

page = "<html><head><meta charset='utf-8'/></head><body><h1>In43 is the best course ! ÉÇ </h1></body></html>\r\n"

while True:
    client, addr = s.accept()
    print(client.recv(1024).decode("latin-1"))
    client.sendall(b"HTTP/1.1 200 OK\r\ncontent-type: text/html; charset=\"UTF-8\"\r\ntransfer-encoding: chunked\r\n\r\n")
    data = page.encode("utf-8")
    for piece in data[:50], data[50:], b"":
        client.sendall(b"%x\r\n" % len(piece) + piece + b"\r\n")
    client.close()
