# check: 2.1.1-receiver
# beyond: crash-non-ascii
import socket

s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("127.0.0.1", 50005))
while True:
    data, addr = s.recvfrom(1024)
    text = data.decode("utf8")
    print("→“" + text + "” raw:", data, "ascii:", ascii(text), data.hex(" "))
