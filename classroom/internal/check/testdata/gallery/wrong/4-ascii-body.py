# check: 4
# want: crashed
import socket
import time

srv = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
srv.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
srv.bind(("127.0.0.1", 55000))
srv.listen(5)
while True:
    conn, addr = srv.accept()
    print("navigateur :", conn.recv(1024).decode("latin-1"))
    http = "HTTP/1.1 200 OK\r\nDate:" + time.asctime() + "GMT\r\n"
    http += "Content-Type: text/html;charset=utf-8\r\n\r\n"
    http += "<html><body><h1>In43 is the best course ! ÉÇ </h1></body></html>\r\n"
    conn.send(http.encode("ascii"))
    conn.close()
