# check: 3.2-server
# want: no-loop
import socket

server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
server.bind(("127.0.0.1", 55000))
server.listen(5)

while True:
    conn, addr = server.accept()
    print("client", addr)
    text = conn.recv(1024).decode("utf8")
    print(">", text)
    if text == "end":
        break
    answer = input("< ")
    conn.send(answer.encode("utf8"))
    if answer == "end":
        break
server.close()
