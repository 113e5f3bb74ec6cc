# check: 5.3.2
import getpass
import platform
import socket
import time

print(socket.gethostname())
print(socket.gethostbyaddr(socket.gethostname())[0])
print(socket.gethostbyname(socket.gethostname()))
print(getpass.getuser())
print(platform.system())
print(platform.uname())
print(time.strftime("%H:%M:%S"))
print(time.asctime())
