# check: 3.1-server
# want: wrong-output
# The bytes that come are sent back, but the whole buffer is shown.
import socket

buffer = bytearray(1024)
server = socket.create_server(("", 55000))
while True:
    s, addr = server.accept()
    n = s.recv_into(buffer)
    print("received data:", buffer.rstrip(b"\0").decode("latin-1"))
    s.sendall(buffer[:n])
    s.close()
