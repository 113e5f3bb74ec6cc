# check: 3.1-server
# want: wrong-port
import socket

sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
sock.bind(("127.0.0.1", 50005))
sock.listen(5)
c, a = sock.accept()
print("Client connected with address:", a)
txt = c.recv(1024)
print("received data:", txt.decode("utf-8"))
c.sendall(txt)
c.close()
sock.close()
