# check: 3.2-client
# want: no-loop
import socket

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.connect(("127.0.0.1", 55000))
msg = input("message ? ")
s.send(msg.encode("utf8"))
print("received data:", s.recv(1024).decode("utf8"))
s.close()
