# check: 3.1-client
# want: no-output
import socket

msg = "Hello, Everyone!"
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.connect(("127.0.0.1", 55000))
s.send(msg.encode("ascii"))
rawdata = s.recv(1024)
print("received data:", msg)
s.close()
