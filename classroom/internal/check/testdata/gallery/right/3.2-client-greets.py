# check: 3.2-client
# beyond: empty-deadlock
# beyond: no-end
# The client says hello by itself; then the server speaks first.
import socket

s = socket.create_connection(("127.0.0.1", 55000))
s.sendall("Bonjour, c'est moi".encode("utf8"))
try:
    while True:
        recu = s.recv(1024)
        if not recu:
            break
        print("<", recu.decode("utf8"))
        s.sendall(input("> ").encode("utf8"))
except (KeyboardInterrupt, ConnectionError, EOFError):
    pass
s.close()
