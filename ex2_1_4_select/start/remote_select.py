"""Worksheet 2.1.4 and 2.1.5: listen to the sensors and to the drone in one program.

Do the TODOs one after the other. Delete each one when it is done. The check
tells you what comes next. Run it in the folder of the lab:

    make check STEP=2.1.5 CMD="python3 ex2_1_4_select/start/remote_select.py"
"""

import datetime
import select
import socket
import struct

SENSORS_PORT = 52001
DRONE_PORT = 52002

sockets = []

# TODO 1: make a UDP socket that hears the broadcasts to SENSORS_PORT, as in
# 2.1.2, and append it to sockets.

# TODO 2: make a second socket, for DRONE_PORT, and append it too.


def show(port, data):
    """Print the bytes that came to port."""
    print("#message      :", data)  # TODO 3: decode the bytes, as in 2.1.2 or as in
    # 2.1.3; the port tells which. Print the text, or the nine fields.


while sockets:
    ready = sockets  # TODO 4: recvfrom waits for one socket while the other has
    # messages. Do not take all sockets, but those that select calls ready.
    for s in ready:
        data, addr = s.recvfrom(1024)
        print("#message from:", addr)
        print("#message to   :", s.getsockname())
        show(s.getsockname()[1], data)
