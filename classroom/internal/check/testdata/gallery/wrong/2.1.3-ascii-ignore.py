# check: 2.1.3
# want: decode-error
# what is ASCII of the frame
import socket

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind(("", 52002))
while True:
    print(sock.recv(1024).decode("ascii", "ignore"))
