# check: 2.1.2
# want: no-loop
import socket

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind(("", 52001))
sock.settimeout(3)
try:
    while True:
        print(sock.recv(1024).decode("ascii", "replace"))
except socket.timeout:
    print("no more messages")
