# check: 2.1.1-receiver
# want: deaf-bind
import socket

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind(("127.0.0.1", 50005))
data, addr = sock.recvfrom(1024)
print("received message:", data.decode("utf8"))
sock.connect(addr)
while True:
    print("received message:", sock.recv(1024).decode("utf8", "replace"))
