# check: 3.2-client
# want: no-turns
import socket

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.connect(("127.0.0.1", 55000))
while True:
    s.send(input("ligne 1 : ").encode("utf8"))
    s.send(input("ligne 2 : ").encode("utf8"))
    print(s.recv(1024).decode("utf8"))
    print(s.recv(1024).decode("utf8"))
