# check: 4
# beyond: one-client
from http.server import BaseHTTPRequestHandler, HTTPServer


class Page(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-type", "text/html; charset=UTF-8")
        self.end_headers()
        self.wfile.write("<html><body><h1>In43 is the best course ! ÉÇ </h1></body></html>".encode("utf-8"))


HTTPServer(("127.0.0.1", 55000), Page).serve_forever()
