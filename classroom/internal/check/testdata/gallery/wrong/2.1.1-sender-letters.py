# check: 2.1.1-sender
# want: wrong-message
# the letters with spaces between them
import socket

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.sendto(" ".join("Hello, World!").encode("utf8"), ("127.0.0.1", 50005))
