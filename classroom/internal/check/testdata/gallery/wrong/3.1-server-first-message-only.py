# check: 3.1-server
# want: wrong-message
# The answer is made once: every client gets back what the first one has said.
import socket

server = socket.create_server(("127.0.0.1", 55000))
reply = b""
while True:
    s, addr = server.accept()
    data = s.recv(1024)
    reply = reply or data
    print("received data:", reply.decode("ascii", "replace"))
    s.sendall(reply)
    s.close()
