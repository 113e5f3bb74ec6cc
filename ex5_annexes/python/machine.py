"""Worksheet 5.3.2: the name of this machine, short and full."""

import socket

name = socket.gethostname()
print("machine name:", name)

try:
    full = socket.gethostbyaddr(name)[0]
except OSError:  # neither the hosts file nor a name server knows
    full = name
print("full machine name:", full)
