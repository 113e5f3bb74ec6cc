# check: 4
# want: not-sent
import socket

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("127.0.0.1", 55000))
s.listen(5)

while True:
    client, addr = s.accept()
    print(client.recv(1024).decode("latin-1"))
    client.close()
