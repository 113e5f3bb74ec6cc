# check: 2.1.1-receiver
# want: buffered
import socket

messages = []
sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind(("127.0.0.1", 50005))
try:
    while True:
        messages.append(sock.recv(1024).decode("utf8", "replace"))
except KeyboardInterrupt:
    for m in messages:
        print("received message:", m)
