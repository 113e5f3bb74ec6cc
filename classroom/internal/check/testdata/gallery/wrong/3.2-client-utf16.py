# check: 3.2-client
# want: wrong-encoding
import socket

s = socket.create_connection(("127.0.0.1", 55000))
while True:
    s.sendall(input("> ").encode("utf-16-le"))
    print("<", s.recv(1024).decode("utf8"))
