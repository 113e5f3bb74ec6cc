# check: 3.1-client
# want: no-connect
import socket

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.connect(("127.0.0.1", 55000))
print("sending data...")
sock.send("Hello, Everyone!".encode("ascii"))
print("received data:", sock.recv(1024).decode("ascii"))
sock.close()
