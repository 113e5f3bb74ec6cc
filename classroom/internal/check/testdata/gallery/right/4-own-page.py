# check: 4
# beyond: one-client
# A page with more on it, which begins with a byte order mark.
import socket

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("127.0.0.1", 55000))
s.listen(5)

head = "HTTP/1.1 200 OK\r\nContent-Type: text/html;charset=utf-8\r\n\r\n"
page = """<!DOCTYPE html>
<html>
<!-- In43 is the best course -->
<head><title>In43</title><script>document.title = "IN43 > tout";</script></head>
<body>
    <p>Bienvenue</p>
    <h1 title="a > b">In43 is the <b>best</b>
        course ! &Eacute;&#199;</h1>
</body>
</html>
"""

while True:
    client, addr = s.accept()
    print(client.recv(1024).decode("latin-1"))
    client.sendall(head.encode("ascii") + page.encode("utf-8-sig"))
    client.close()
