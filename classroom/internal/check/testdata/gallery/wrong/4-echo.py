# check: 4
# want: bad-reply
import socket

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("127.0.0.1", 55000))
s.listen(5)

while True:
    client, addr = s.accept()
    rawdata = client.recv(1024)
    print("received data:", rawdata.decode("latin-1"))
    client.send(rawdata)  # echo
    client.close()
