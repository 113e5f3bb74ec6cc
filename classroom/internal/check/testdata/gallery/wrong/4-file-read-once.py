# check: 4
# want: wrong-message
# The second read of a file begins where the first one ended.
import socket
import tempfile

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("127.0.0.1", 55000))
s.listen(5)

head = "HTTP/1.1 200 OK\r\nContent-Type: text/html;charset=utf-8\r\n\r\n"
page = "<html><head><meta charset='utf-8'/></head><body><h1>In43 is the best course ! ÉÇ </h1></body></html>\r\n"
file = tempfile.TemporaryFile()
file.write(page.encode("utf-8"))
file.seek(0)

while True:
    client, addr = s.accept()
    print(client.recv(1024).decode("latin-1"))
    client.sendall(head.encode("ascii") + file.read())
    client.close()
