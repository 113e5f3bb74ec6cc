# check: 3.1-client
# want: hangs
import socket

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.connect(("127.0.0.1", 55000))
s.sendall("Hello, Everyone!".encode("ascii"))

while True:
    rep = s.recv(1024).decode("ascii")
    if rep != "":
        print("received data:", rep)
