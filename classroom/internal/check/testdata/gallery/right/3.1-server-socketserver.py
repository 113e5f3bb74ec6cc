# check: 3.1-server
import socketserver


class Echo(socketserver.BaseRequestHandler):
    def handle(self):
        print("client", self.client_address)
        data = self.request.recv(1024)
        print("received:", data.decode("utf-8", "replace"))
        self.request.sendall(data)


socketserver.TCPServer.allow_reuse_address = True
with socketserver.TCPServer(("127.0.0.1", 55000), Echo) as server:
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        print("stop")
