"""Worksheet 4, steps 1 and 2: show what each client sends, and send it back."""

import os
import socket

TCP_IP = "127.0.0.1"
TCP_PORT = 55000
BUFFER_SIZE = 1024

print("binding to " + TCP_IP + ":" + str(TCP_PORT), " ...")
sconn = socket.socket(socket.AF_INET, socket.SOCK_STREAM)  # IPv4, TCP
if os.name == "posix":  # so that the server can start again at once
    sconn.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
sconn.bind((TCP_IP, TCP_PORT))
sconn.listen(1)

try:
    print("Waiting client ...")
    while True:
        s, addr = sconn.accept()
        print("Client connected with address:", addr)
        rawdata = s.recv(BUFFER_SIZE)
        print("received data:", rawdata.decode("ascii"))
        s.send(rawdata)  # echo
        s.close()
except KeyboardInterrupt:
    print("Stopping due to signint interupt (i.e. ctrl-c)")
    sconn.close()
