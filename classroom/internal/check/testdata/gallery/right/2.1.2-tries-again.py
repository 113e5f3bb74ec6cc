# check: 2.1.2
# a time limit that is only a chance to do something else
import socket

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind(("", 52001))
sock.settimeout(2)
while True:
    try:
        data, addr = sock.recvfrom(1024)
    except socket.timeout:
        print("nothing for two seconds")
        continue
    print(data.decode("ascii", "replace"))
