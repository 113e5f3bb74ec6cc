# check: 3.1-client
# want: not-sent
import socket

msg = "Hello, Everyone!"

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
print("connecting...")
s.connect(("127.0.0.1", 55000))

print("sending data...")
msg.encode("ascii")

rawdata = s.recv(1024)
print("received data:", rawdata.decode("ascii"))
s.close()
