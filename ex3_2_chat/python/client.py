"""Worksheet 3.2: a chat over TCP, in turns. The client speaks first."""

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


s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)  # IPv4, TCP

try:
    print("connecting to " + TCP_IP + ":" + str(TCP_PORT) + "...")
    s.connect((TCP_IP, TCP_PORT))

    text = ""
    while text != "end":
        text = ask()
        s.sendall(text.encode("utf8"))
        if text != "end":
            text = s.recv(BUFFER_SIZE).decode("utf8")
            if text == "":
                print("The other side has left.")
                break
            print("peer:", text)
except KeyboardInterrupt:
    print("Stopping due to signint interupt (i.e. ctrl-c)")
s.close()
