# check: 3.1-server
# want: hangs
import socket

sconn = socket.create_server(("127.0.0.1", 55000))
s, addr = sconn.accept()
while True:
    rawdata = s.recv(1024)
    if rawdata:
        print("received data:", rawdata.decode("ascii"))
        s.send(rawdata)
