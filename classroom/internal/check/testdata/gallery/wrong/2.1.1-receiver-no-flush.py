# check: 2.1.1-receiver
# want: buffered
# On a terminal, Python shows a line when it ends. These never do.
import socket
import sys

s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("127.0.0.1", 50005))
while True:
    text = s.recvfrom(1024)[0].decode("utf8", "replace")
    sys.stdout.write(text + "; ")
