# check: 3.1-client
# want: wrong-message
import socket
import struct

s = socket.create_connection(("127.0.0.1", 55000))
s.sendall(struct.pack("1000s", "Hello, Everyone!".encode("ascii")))
print("received data:", s.recv(1024).decode("ascii"))
s.close()
