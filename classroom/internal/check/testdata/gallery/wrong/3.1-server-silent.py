# check: 3.1-server
# want: no-echo
import socket

srv = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
srv.bind(("127.0.0.1", 55000))
srv.listen(1)
print("Waiting client ...")

client, adr = srv.accept()
print("Client connected with address:", adr)
recu = client.recv(1024)
print("recu :", recu.decode("utf8", "replace"))

client.close()
srv.close()
