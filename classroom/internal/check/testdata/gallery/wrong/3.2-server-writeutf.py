# check: 3.2-server
# want: wrong-message
# As DataOutputStream.writeUTF of Java sends a text: with its length before it.
import socket
import struct

s = socket.create_server(("127.0.0.1", 55000))
client, addr = s.accept()
while True:
    text = client.recv(1024).decode("utf8")
    if text in ("", "end"):
        break
    print("<", text)
    answer = input("> ").encode("utf8")
    client.sendall(struct.pack(">H", len(answer)) + answer)
client.close()
