# check: 2.1.2
# want: no-loop
import socket

s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("", 52001))
try:
    data, addr = s.recvfrom(1024)
    print(data.decode("ascii"))
    print("from", addr)
except KeyboardInterrupt:
    print("ctrl-c")
s.close()
