# check: 3.2-server
# want: no-turns
import socket

HOST = "127.0.0.1"
PORT = 55000

chat = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
chat.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
chat.bind((HOST, PORT))
chat.listen(1)
conn, addr = chat.accept()
print(addr, "est la")

msg = ""
while msg != "end":
    msg = conn.recv(1024).decode("utf8")
    if not msg:
        break
    print("lui :", msg)

if msg == "end":
    conn.send(input("moi : ").encode("utf8"))
conn.close()
chat.close()
