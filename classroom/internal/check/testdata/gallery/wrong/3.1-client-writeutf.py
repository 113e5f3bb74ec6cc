# check: 3.1-client
# want: wrong-message
# As DataOutputStream.writeUTF of Java sends a text: with its length before it.
import socket
import struct

s = socket.create_connection(("127.0.0.1", 55000))
text = "Hello, Everyone!".encode("utf8")
s.sendall(struct.pack(">H", len(text)) + text)
print("received data:", s.recv(1024).decode("utf8"))
s.close()
