# check: 2.1.5
# want: first-only
import socket
import struct


def ecoute(port):
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.bind(("0.0.0.0", port))
    return s


capteurs = ecoute(52001)
drone = ecoute(52002)

# first stream
while True:
    data, addr = capteurs.recvfrom(1024)
    print(data.decode("ascii"))

# second stream
while True:
    data, addr = drone.recvfrom(1024)
    print(struct.unpack("diiiiffff", data))
