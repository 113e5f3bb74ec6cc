# check: 4
# want: never-closed
# chat server -> http server
import socket
import time

sconn = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
sconn.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
sconn.bind(("127.0.0.1", 55000))
sconn.listen(5)

head = "HTTP/1.1 200 OK\r\n"
head += "Date:" + time.asctime() + "GMT\r\n"
head += "Content-Type: text/html;charset=utf-8\r\n\r\n"
body = "<html><head><meta charset='utf-8'/></head><body>"
body += "<h1>In43 is the best course ! ÉÇ </h1></body></html>\r\n\r\n"

while True:
    s, addr = sconn.accept()
    print("Client connected with address:", addr)
    while True:
        data = s.recv(1024)
        if not data:
            break
        print("received:", data.decode("latin-1"))
        s.send(head.encode("ascii") + body.encode("utf-8"))
