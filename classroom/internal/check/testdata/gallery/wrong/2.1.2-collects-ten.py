# check: 2.1.2
# want: buffered
import socket

s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("", 52001))
rows = []
while len(rows) < 10:
    rows.append(s.recv(1024).decode("ascii"))
for row in rows:
    print(row)
