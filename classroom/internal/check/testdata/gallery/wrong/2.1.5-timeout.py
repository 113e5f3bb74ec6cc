# check: 2.1.5
# want: starved
# without select: a timeout on each socket
import socket
import struct


class Flux:
    def __init__(self, port, attente):
        self.s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.s.bind(("10.9.127.207", port))
        self.s.settimeout(attente)

    def lire(self):
        try:
            return self.s.recv(1024)
        except socket.timeout:
            return None


drone = Flux(52002, 1)
capteurs = Flux(52001, 5)
while True:
    d = drone.lire()
    if d:
        print(struct.unpack("diiiiffff", d))
    c = capteurs.lire()
    if c:
        print(c.decode("ascii"), end="")
