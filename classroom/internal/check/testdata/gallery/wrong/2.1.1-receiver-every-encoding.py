# check: 2.1.1-receiver
# want: wrong-encoding
# Nobody can tell which of the texts is the right one.
import socket

s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("", 50005))
while True:
    data, addr = s.recvfrom(1500)
    print(f"{addr[0]} says {data.decode('cp850')!r} or {data.decode('utf8', 'replace')!r}")
