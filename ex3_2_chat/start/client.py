"""Worksheet 3.2, the client of the chat. It speaks first.

Do the TODOs one after the other. Delete each one when it is done. The check
tells you what comes next. Run it in the folder of the lab:

    make check STEP=3.2-client CMD="python3 ex3_2_chat/start/client.py"
"""

import socket

TCP_IP = "127.0.0.1"  # this machine
TCP_PORT = 55000  # of the server
BUFFER_SIZE = 1024  # the most that one recv takes, in bytes

print("chat, the client: you speak first")
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)  # IPv4, TCP

# TODO 1: connect to the server, as your client of 3.1 does.

# TODO 2: read a message from the keyboard, and send it in UTF-8.

# TODO 3: receive the answer and print it. It is text in UTF-8.

# TODO 4: go on until somebody says "end": put sending and receiving into a
# while loop. What you receive is empty if the server has left; end then too.

s.close()
