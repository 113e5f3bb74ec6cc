# check: 3.1-server
# want: no-output
import socket

server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
server.bind(("127.0.0.1", 55000))
server.listen(1)
print("Waiting client ...")
conn, addr = server.accept()
print("Client connected with address:", addr)
conn.sendall(conn.recv(1024))
conn.close()
server.close()
print("done")
