# check: 2.1.1-sender
# want: wrong-message
# the length of the text before it, as Java's writeUTF sends it
import socket
import struct

text = "Hello, World!".encode("utf8")
sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.sendto(struct.pack(">H", len(text)) + text, ("127.0.0.1", 50005))
