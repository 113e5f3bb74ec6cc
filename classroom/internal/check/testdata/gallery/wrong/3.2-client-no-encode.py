# check: 3.2-client
# want: crashed
import socket

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.connect(("127.0.0.1", 55000))
while True:
    s.send(input("moi : "))
    print("lui :", s.recv(1024).decode("utf8"))
