# check: 2.1.1-sender
# want: wrong-message
# a buffer of 1,000 bytes
import socket

buffer = bytearray(1000)
buffer[:13] = b"Hello, World!"
sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.sendto(buffer, ("127.0.0.1", 50005))
