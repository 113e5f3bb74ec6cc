"""Worksheet 2.1.1, the receiver: print the messages that come to UDP port 50005.

Do the TODOs one after the other. Delete each one when it is done. The check
tells you what comes next. Run it in the folder of the lab:

    make check STEP=2.1.1-receiver CMD="python3 ex2_1_udp/start/receiver.py"
"""

import socket

UDP_IP = "127.0.0.1"  # this machine
UDP_PORT = 50005

print("messages come to", UDP_IP, "port", UDP_PORT)

# AF_INET: addresses of IPv4. SOCK_DGRAM: datagrams, that is UDP.
sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)

# TODO 1: bind the socket to the pair (UDP_IP, UDP_PORT). Then wait for one
# datagram of at most 1024 bytes: the call returns its bytes and its sender.

# TODO 2: print the bytes as they are, and the sender.

# TODO 3: print text, not bytes. The sender has encoded it in UTF-8; decode it.

# TODO 4: one message is not enough. Wait for the next one and print it, for
# ever: put both into a loop.
