# check: 5.3.2
# want: no-output
import socket

name = socket.gethostname()
