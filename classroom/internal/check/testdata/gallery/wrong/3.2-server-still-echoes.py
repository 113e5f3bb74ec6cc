# check: 3.2-server
# want: wrong-message
import socket

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("127.0.0.1", 55000))
s.listen(1)
client, addr = s.accept()
while True:
    data = client.recv(1024)
    print("received data:", data.decode("utf8"))
    client.send(data)  # echo
    client.send(input("message: ").encode("utf8"))
