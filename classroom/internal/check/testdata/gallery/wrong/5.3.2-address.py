# check: 5.3.2
# want: address-shown
import socket

name = socket.gethostbyname(socket.gethostname())
print("machine name:", name)
