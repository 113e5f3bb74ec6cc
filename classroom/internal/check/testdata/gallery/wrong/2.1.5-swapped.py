# check: 2.1.5
# want: streams-swapped
import select
import socket
import struct

IP = "192.168.1.26"


def ouvrir(port):
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.bind((IP, port))
    return s


socks = [ouvrir(52001), ouvrir(52002)]

while True:
    prets, _, _ = select.select(socks, [], [], 1)
    for s in prets:
        data, addr = s.recvfrom(1024)
        if s.getsockname()[1] == 52001:
            print("drone  :", struct.unpack("diiiiffff", data[0:40]))
        else:
            print("capteur:", data.decode("ascii", "ignore"))
