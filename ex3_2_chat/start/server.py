"""Worksheet 3.2, the server of the chat. The client speaks first.

Do the TODOs one after the other. Delete each one when it is done. The check
tells you what comes next. Run it in the folder of the lab:

    make check STEP=3.2-server CMD="python3 ex3_2_chat/start/server.py"
"""

import socket

TCP_IP = "127.0.0.1"  # this machine
TCP_PORT = 55000
BUFFER_SIZE = 1024  # the most that one recv takes, in bytes

print("chat, the server: the client speaks first")
sconn = socket.socket(socket.AF_INET, socket.SOCK_STREAM)  # IPv4, TCP

# TODO 1: wait for a client, as your server of 3.1 does: bind, listen, accept.

# TODO 2: receive a message and print it. It is text in UTF-8.

# TODO 3: read the answer from the keyboard, and send it in UTF-8.

# TODO 4: go on until somebody says "end": put receiving and answering into a
# while loop. What you receive is empty if the client has left; end then too.

sconn.close()
