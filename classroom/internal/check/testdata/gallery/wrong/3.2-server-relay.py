# check: 3.2-server
# want: no-turns
# It passes on what one client says to the other. Nobody types anything here.
import select
import socket

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("127.0.0.1", 55000))
s.listen(5)
clients = []
while True:
    ready, _, _ = select.select([s] + clients, [], [])
    for r in ready:
        if r is s:
            conn, addr = s.accept()
            print("client", addr)
            clients.append(conn)
            continue
        data = r.recv(1024)
        if not data:
            clients.remove(r)
            r.close()
            continue
        print(data.decode("utf8", "replace"))
        for other in clients:
            if other is not r:
                other.sendall(data)
