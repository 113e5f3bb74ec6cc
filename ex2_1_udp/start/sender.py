"""Worksheet 2.1.1, the sender: send one message over UDP.

Do the TODOs one after the other. Delete each one when it is done. The check
tells you what comes next. Run it in the folder of the lab:

    make check STEP=2.1.1-sender CMD="python3 ex2_1_udp/start/sender.py"
"""

import socket

UDP_IP = "127.0.0.1"  # this machine
UDP_PORT = 50005  # of the receiver
MESSAGE = "Hello, World!"

print("UDP target:", UDP_IP, "port", UDP_PORT)
print("message:", MESSAGE)

# AF_INET: addresses of IPv4. SOCK_DGRAM: datagrams, that is UDP.
sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)

# TODO 1: send the two bytes b"Hi" to port 9 of UDP_IP. Nobody waits there, and
# UDP does not tell you so.

# TODO 2: send them to UDP_PORT instead, where the receiver waits.

# TODO 3: send MESSAGE instead of b"Hi". A datagram carries bytes, so encode the
# text in UTF-8.

sock.close()
