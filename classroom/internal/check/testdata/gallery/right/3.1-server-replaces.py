# check: 3.1-server
# A byte that is not text comes back as another one, but the server survives it.
import socket

with socket.create_server(("127.0.0.1", 55000)) as s:
    while True:
        conn, addr = s.accept()
        with conn:
            text = conn.recv(1024).decode("utf8", "replace")
            print("received data:", text)
            conn.sendall(text.encode("utf8"))
