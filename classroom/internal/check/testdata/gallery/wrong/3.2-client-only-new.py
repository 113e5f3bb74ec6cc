# check: 3.2-client
# want: not-sent
# What is typed twice is sent once.
import socket

s = socket.create_connection(("127.0.0.1", 55000))
sent = []
while True:
    text = input("> ")
    if text not in sent:
        s.sendall(text.encode("utf8"))
        sent.append(text)
    print("<", s.recv(1024).decode("utf8"))
