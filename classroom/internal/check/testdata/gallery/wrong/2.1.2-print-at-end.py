# check: 2.1.2
# want: no-output
import socket

messages = []
sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind(("10.9.255.255", 52001))  # mac
print("listening...")

while True:
    data, addr = sock.recvfrom(1024)
    messages.append(data.decode("ascii"))

for m in messages:
    print(m)
