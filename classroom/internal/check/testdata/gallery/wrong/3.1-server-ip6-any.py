# check: 3.1-server
# want: wrong-address
import socket

s = socket.create_server(("::", 55000), family=socket.AF_INET6)
conn, addr = s.accept()
rawdata = conn.recv(1024)
print("received data:", rawdata.decode("ascii", "replace"))
conn.send(rawdata)
conn.close()
s.close()
