"""Worksheet 3.1: take one TCP client, print what it says and send it back."""

import os
import socket

TCP_IP = "127.0.0.1"
TCP_PORT = 55000
BUFFER_SIZE = 1024

sconn = socket.socket(socket.AF_INET, socket.SOCK_STREAM)  # IPv4, TCP
if os.name == "posix":  # so that the server can start again at once
    sconn.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)

try:
    print("binding to " + TCP_IP + ":" + str(TCP_PORT), " ...")
    sconn.bind((TCP_IP, TCP_PORT))
    sconn.listen(1)

    print("Waiting client ...")
    s, addr = sconn.accept()  # a second socket, for this client
    print("Client connected with address:", addr)

    rawdata = s.recv(BUFFER_SIZE)
    print("received data:", rawdata.decode("ascii"))
    s.send(rawdata)  # echo

    s.close()
except KeyboardInterrupt:
    print("Stopping due to signint interupt (i.e. ctrl-c)")
sconn.close()
