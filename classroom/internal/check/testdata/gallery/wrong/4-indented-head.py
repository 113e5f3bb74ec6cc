# check: 4
# want: no-charset
# A line that begins with a space belongs to the line before it.
import socket


def reply():
    head = """HTTP/1.1 200 OK
    Content-Type: text/html;charset=utf-8

"""
    page = "<html><head><meta charset='utf-8'/></head><body><h1>In43 is the best course ! ÉÇ </h1></body></html>"
    return (head + page).replace("\n", "\r\n").encode("utf-8")


s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("127.0.0.1", 55000))
s.listen(5)

while True:
    client, addr = s.accept()
    print(client.recv(1024).decode("latin-1"))
    client.sendall(reply())
    client.close()
