# check: 2.1.3
# want: format-size
# decode du drone
import socket
import struct

F = "dhhhhffff"  # h = int
N = struct.calcsize(F)
noms = ["date", "pitch", "roll", "yaw", "battery", "barometer", "agx", "agy", "agz"]

s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("10.9.127.207", 52002))
while True:
    recu, _ = s.recvfrom(1024)
    d = struct.unpack(F, recu[0:N])  # without [0:N] there was an error
    for nom, v in zip(noms, d):
        print(nom, "=", v)
    print()
