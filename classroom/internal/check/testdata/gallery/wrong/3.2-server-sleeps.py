# check: 3.2-server
# want: too-slow
import socket
import time

s = socket.create_server(("127.0.0.1", 55000))
conn, addr = s.accept()
while True:
    text = conn.recv(1024).decode("utf8")
    if text in ("", "end"):
        break
    print("<", text)
    answer = input("> ")
    conn.send(answer.encode("utf8"))
    if answer == "end":
        break
    time.sleep(3)
conn.close()
