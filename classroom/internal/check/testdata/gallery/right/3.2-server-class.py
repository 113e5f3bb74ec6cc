# check: 3.2-server
import socket


class Chat:
    END = "end"

    def __init__(self, ip="0.0.0.0", port=55000):
        self.listener = socket.create_server((ip, port))

    def say(self):
        line = ""
        while not line.strip():
            line = input("me> ")
        self.peer.sendall(line.encode())
        return line

    def hear(self):
        line = self.peer.recv(65536).decode(errors="replace")
        if line:
            print("peer>", line)
        return line or self.END

    def run(self):
        self.peer, addr = self.listener.accept()
        print("talking with %s:%d" % addr)
        with self.listener, self.peer:
            while self.hear() != self.END and self.say() != self.END:
                pass
        print("bye")


try:
    Chat().run()
except (KeyboardInterrupt, EOFError):
    print("interrupted")
