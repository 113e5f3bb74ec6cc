"""Worksheet 3.1: send one message to a TCP server and print the reply."""

import socket

TCP_IP = "127.0.0.1"
TCP_PORT = 55000
BUFFER_SIZE = 1024
MESSAGE = "Hello, Everyone!"

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)  # IPv4, TCP

try:
    print("connecting to " + TCP_IP + ":" + str(TCP_PORT) + "...")
    s.connect((TCP_IP, TCP_PORT))

    print("sending data...")
    s.send(MESSAGE.encode("ascii"))

    rawdata = s.recv(BUFFER_SIZE)
    print("received data:\n", rawdata.decode("ascii"))
except KeyboardInterrupt:
    print("Stopping due to signint interupt (i.e. ctrl-c)")
s.close()
