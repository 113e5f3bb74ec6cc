# check: 2.1.1-receiver
# want: no-loop
import socket

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind(("127.0.0.1", 50005))
for i in range(10):
    data, addr = sock.recvfrom(1024)
    print("received message:", data.decode("utf8", "replace"))
    print("from:", addr)
sock.close()
