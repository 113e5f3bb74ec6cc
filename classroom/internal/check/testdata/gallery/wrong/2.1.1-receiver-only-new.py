# check: 2.1.1-receiver
# want: no-output
# a text that was there before is not shown again
import socket

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind(("127.0.0.1", 50005))

seen = set()
while True:
    data, addr = sock.recvfrom(1024)
    if data not in seen:
        seen.add(data)
        print("received message:", data.decode("utf8"), "from", addr)
