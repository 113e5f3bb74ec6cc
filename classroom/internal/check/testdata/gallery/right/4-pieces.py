# check: 4
# beyond: one-client
import socket
import time

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("127.0.0.1", 55000))
s.listen(5)

page = "<html><head><meta charset='utf-8'/></head><body><h1>In43 is the best course ! ÉÇ </h1></body></html>\r\n"

while True:
    client, addr = s.accept()
    print(client.recv(1024).decode("latin-1"))
    try:
        client.send(b"HTTP/1.1 200 OK\r\n")
        time.sleep(0.1)
        client.send(b"Content-Type: text/html;charset=utf-8\r\n\r\n")
        for i in range(0, len(page), 30):
            time.sleep(0.02)
            client.send(page[i:i + 30].encode("utf-8"))
    except OSError as e:
        print(e)
    client.close()
