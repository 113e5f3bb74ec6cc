"""Worksheet 3.2: a chat over TCP, in turns. The client speaks first."""

import os
import socket

TCP_IP = "127.0.0.1"
TCP_PORT = 55000
BUFFER_SIZE = 1024


def ask():
    """Return what the user types; an empty text would not be sent."""
    text = ""
    while text == "":
        try:
            text = input("you: ")
        except EOFError:  # ctrl-d
            text = "end"
            print(text)
    return text


sconn = socket.socket(socket.AF_INET, socket.SOCK_STREAM)  # IPv4, TCP
if os.name == "posix":  # so that the server can start again at once
    sconn.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)

try:
    print("binding to " + TCP_IP + ":" + str(TCP_PORT), " ...")
    sconn.bind((TCP_IP, TCP_PORT))
    sconn.listen(1)

    print("Waiting client ...")
    s, addr = sconn.accept()
    print("Client connected with address:", addr)

    text = ""
    while text != "end":
        text = s.recv(BUFFER_SIZE).decode("utf8")
        if text == "":
            print("The other side has left.")
            break
        print("peer:", text)
        if text != "end":
            text = ask()
            s.sendall(text.encode("utf8"))

    s.close()
except KeyboardInterrupt:
    print("Stopping due to signint interupt (i.e. ctrl-c)")
sconn.close()
