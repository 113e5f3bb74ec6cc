# check: 2.1.2
# want: no-loop
import socket

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind(("", 52001))
for i in range(100):
    print(i, sock.recv(1024).decode("ascii", "replace"))
print("100 rows received")
