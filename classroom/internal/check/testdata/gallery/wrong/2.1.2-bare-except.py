# check: 2.1.2
# want: stops-on-ctrl-c
import socket

s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("192.168.1.26", 52001))
s.settimeout(1)

while True:
    try:
        data, addr = s.recvfrom(1024)
        print("recu de", addr, ":", data.decode("ascii"))
    except:
        # nothing received, try again
        pass
