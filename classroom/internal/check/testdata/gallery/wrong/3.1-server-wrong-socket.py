# check: 3.1-server
# want: crashed
import socket

sconn = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
sconn.bind(("127.0.0.1", 55000))
sconn.listen(1)
print("Waiting client ...")
s, addr = sconn.accept()

message = sconn.recv(1024)
print("received data:", message.decode("ascii"))
sconn.send(message)

s.close()
sconn.close()
