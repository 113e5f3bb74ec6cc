# check: 3.1-client
# The server sends back what it gets, so the client waits for as many bytes.
import socket

message = b"Hello, Everyone!"
s = socket.create_connection(("127.0.0.1", 55000))
s.sendall(message)
reply = b""
while len(reply) < len(message):
    data = s.recv(len(message) - len(reply))
    if not data:
        raise ConnectionError("the reply is too short")
    reply += data
print("received data:", reply.decode("ascii"))
