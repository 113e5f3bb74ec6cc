# check: 3.2-client
# want: no-loop
import socket

while True:
    s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    s.connect(("127.0.0.1", 55000))
    s.sendall(input("> ").encode("utf8"))
    print("recu :", s.recv(1024).decode("utf8"))
    s.close()
