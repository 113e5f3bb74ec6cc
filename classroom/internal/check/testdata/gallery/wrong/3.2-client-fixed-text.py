# check: 3.2-client
# want: wrong-message
import socket

TCP_IP, TCP_PORT = "127.0.0.1", 55000
msg = "Hello, Everyone!"

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.connect((TCP_IP, TCP_PORT))

while True:
    text = input("> ")
    s.send(msg.encode("utf8"))
    if text == "end":
        break
    data = s.recv(1024)
    print(data.decode("utf8"))
    if data in (b"", b"end"):
        break
s.close()
