"""Worksheet 3.1, the client: say something to the server, and print its reply.

Do the TODOs one after the other. Delete each one when it is done. The check
tells you what comes next. Run it in the folder of the lab:

    make check STEP=3.1-client CMD="python3 ex3_tcp/start/client.py"
"""

import socket

TCP_IP = "127.0.0.1"  # this machine
TCP_PORT = 55000  # of the server
BUFFER_SIZE = 1024  # the most that one recv takes, in bytes
MESSAGE = "Hello, Everyone!"

print("message:", MESSAGE)

# AF_INET: addresses of IPv4. SOCK_STREAM: a stream of bytes, that is TCP.
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)

# TODO 1: connect to the server, at the pair (TCP_IP, TCP_PORT). Before that,
# print the line of 3.1.4 that says so.

# TODO 2: send MESSAGE. A connection carries bytes, so encode the text in ASCII.
# Before that, print the other line of 3.1.4.

# TODO 3: receive the reply, and print it as text.

s.close()
