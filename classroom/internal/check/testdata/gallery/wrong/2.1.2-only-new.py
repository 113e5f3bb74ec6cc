# check: 2.1.2
# want: no-output
# shows the position only when it has changed
import socket

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind(("", 52001))

last = None
while True:
    data = sock.recv(1024)
    if data != last:
        last = data
        print(data.decode("ascii"))
