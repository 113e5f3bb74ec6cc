# check: 5.3.2
# want: wrong-output
# Which of them is the name of the machine?
import getpass
import os
import socket

names = ["localhost", "localhost.localdomain", getpass.getuser(), os.uname().sysname, socket.gethostname(), "ip6-loopback"]
for n in names:
    print("name = " + n)
