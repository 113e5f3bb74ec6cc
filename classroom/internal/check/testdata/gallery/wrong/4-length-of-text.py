# check: 4
# want: cut-reply
import socket

BODY = "<html><head><meta charset='utf-8'/></head><body><h1>In43 is the best course ! ÉÇ </h1></body></html>"
HEAD = (
    "HTTP/1.1 200 OK\r\n"
    "Content-Type: text/html; charset=utf-8\r\n"
    f"Content-Length: {len(BODY)}\r\n"
    "Connection: close\r\n"
    "\r\n"
)


class MicroServer:
    def __init__(self, host="127.0.0.1", port=55000):
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.sock.bind((host, port))
        self.sock.listen()

    def run(self):
        while True:
            client, _ = self.sock.accept()
            with client:
                print(client.recv(2048).decode("latin-1"))
                client.sendall((HEAD + BODY).encode("utf-8"))


MicroServer().run()
