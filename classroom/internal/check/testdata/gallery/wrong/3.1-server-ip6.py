# check: 3.1-server
# want: wrong-address
import socket

s = socket.socket(socket.AF_INET6, socket.SOCK_STREAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("::1", 55000))
s.listen(1)
client, addr = s.accept()
data = client.recv(1024)
print("received data:", data.decode("ascii"))
client.send(data)
client.close()
s.close()
