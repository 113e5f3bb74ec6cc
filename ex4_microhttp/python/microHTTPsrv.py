"""Worksheet 4, step 3: answer each client, a browser for example, with a page."""

import os
import socket
import time

TCP_IP = "127.0.0.1"
TCP_PORT = 55000
BUFFER_SIZE = 1024


def reply():
    head = "HTTP/1.1 200 OK\r\n"
    head += "Date:" + time.asctime() + "GMT\r\n"
    head += "Expires: -1\r\n"
    head += "Cache-Control: private, max-age=0\r\n"
    head += "Content-Type: text/html;charset=utf-8\r\n"
    head += "\r\n"
    page = "<html><head><meta charset='utf-8'/></head>"
    page += "<body><h1>In43 is the best course ! ÉÇ </h1>"
    page += "</body></html>\r\n"
    page += "\r\n"
    return head.encode("ascii") + page.encode("utf-8")


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
        s.send(reply())
        s.close()
except KeyboardInterrupt:
    print("Stopping due to signint interupt (i.e. ctrl-c)")
    sconn.close()
