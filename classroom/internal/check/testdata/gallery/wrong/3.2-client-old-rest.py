# check: 3.2-client
# want: wrong-output
# The buffer keeps the rest of a longer answer, and all up to the first zero is shown.
import socket

buffer = bytearray(1024)
with socket.create_connection(("127.0.0.1", 55000)) as s:
    while True:
        s.send(input("me: ").encode("utf8"))
        if s.recv_into(buffer) == 0:
            break
        print("you:", buffer.split(b"\0")[0].decode("utf8"))
