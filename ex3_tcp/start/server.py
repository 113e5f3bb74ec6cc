"""Worksheet 3.1, the server: print what a client says, and send it back.

Do the TODOs one after the other. Delete each one when it is done. The check
tells you what comes next. Run it in the folder of the lab:

    make check STEP=3.1-server CMD="python3 ex3_tcp/start/server.py"
"""

import socket

TCP_IP = "127.0.0.1"  # this machine
TCP_PORT = 55000
BUFFER_SIZE = 1024  # the most that one recv takes, in bytes

print("server for", TCP_IP, "port", TCP_PORT)

# AF_INET: addresses of IPv4. SOCK_STREAM: a stream of bytes, that is TCP.
sconn = socket.socket(socket.AF_INET, socket.SOCK_STREAM)

# TODO 1: bind sconn to the pair (TCP_IP, TCP_PORT), listen, and accept a client:
# that gives you a second socket, s, and the client's address. Three of the
# lines of 3.1.4 belong here; print each where it fits.

# TODO 2: receive what the client says, and send the same bytes back.

# TODO 3: print what it says as text. It is encoded in ASCII.

sconn.close()
