"""Worksheet 4: a server for a web browser.

Do the TODOs one after the other. Delete each one when it is done. The check
tells you what comes next. Run it in the folder of the lab:

    make check STEP=4 CMD="python3 ex4_microhttp/start/microHTTPsrv.py"
"""

import socket
import time

TCP_IP = "127.0.0.1"  # this machine
TCP_PORT = 55000
BUFFER_SIZE = 1024  # the most that one recv takes, in bytes


def reply():
    """Return the reply that the worksheet gives in step 3: a head and a page."""
    head = "HTTP/1.1 200 OK\r\n"
    head += "Date:" + time.asctime() + "GMT\r\n"
    head += "Expires: -1\r\n"
    head += "Cache-Control: private, max-age=0\r\n"
    head += "Content-Type: text/html;charset=utf-8\r\n"
    head += "\r\n"  # an empty line ends the head
    page = "<html><head><meta charset='utf-8'/></head>"
    page += "<body><h1>In43 is the best course ! ÉÇ </h1></body></html>\r\n"
    page += "\r\n"
    return head.encode("ascii") + page.encode("utf-8")


print("the reply has", len(reply()), "bytes")
sconn = socket.socket(socket.AF_INET, socket.SOCK_STREAM)  # IPv4, TCP

# TODO 1: wait for a client, as your server of 3.1 does: bind, listen, accept.

# TODO 2: receive what the client says, print it as text (it is ASCII), and send
# it back, as in 3.1. Now look at it: open 127.0.0.1:55000/ in a browser.

# TODO 3: do not send it back. Send reply(), and close the socket of this client.

# TODO 4: a browser connects several times. After a client wait for the next one,
# for ever: put accept and what follows into a loop.

sconn.close()
