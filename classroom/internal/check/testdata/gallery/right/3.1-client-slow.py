# check: 3.1-client
# beyond: cut-reply
import socket
import time

print("Le client démarre...")
time.sleep(2)  # the server needs some time
s = socket.create_connection(("localhost", 55000))
s.sendall(b"Hello, Everyone!")
print("received data:", s.recv(1024).decode("ascii"))
s.close()
