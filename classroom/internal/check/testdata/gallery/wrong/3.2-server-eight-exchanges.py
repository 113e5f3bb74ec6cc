# check: 3.2-server
# want: no-loop
import socket

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("127.0.0.1", 55000))
s.listen(1)
client, addr = s.accept()
for i in range(8):
    print("lui :", client.recv(1024).decode("utf8"))
    client.send(input("moi : ").encode("utf8"))
client.close()
s.close()
