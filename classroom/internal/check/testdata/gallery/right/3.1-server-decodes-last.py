# check: 3.1-server
# beyond: crash-non-ascii
import socket

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("127.0.0.1", 55000))
s.listen(1)
conn, addr = s.accept()
rawdata = conn.recv(1024)
conn.send(rawdata)  # echo
print("received data:", rawdata.decode("ascii"))
conn.close()
s.close()
