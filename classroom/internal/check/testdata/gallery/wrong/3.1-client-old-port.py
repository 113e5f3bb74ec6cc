# check: 3.1-client
# want: wrong-port
import socket

TCP_IP = "127.0.0.1"
TCP_PORT = 50005

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.connect((TCP_IP, TCP_PORT))
s.sendall("Hello, Everyone!".encode("utf8"))
print("reponse:", s.recv(1024).decode("utf8"))
s.close()
