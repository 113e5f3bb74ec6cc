# check: 3.1-server
# An echo server that serves its client until the client leaves.
import socket

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("127.0.0.1", 55000))
s.listen()
while True:
    client, addr = s.accept()
    while True:
        data = client.recv(1024)
        if not data:
            break
        print(addr, data.decode("utf8", "replace"))
        client.sendall(data)
    client.close()
