# check: 2.1.3
# want: field-order
import socket
import struct


class Drone:
    format = "dffffiiii"

    def __init__(self, ip, port):
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.sock.bind((ip, port))

    def lire(self):
        data, _ = self.sock.recvfrom(1024)
        return struct.unpack(self.format, data[0:40])


drone = Drone("0.0.0.0", 52002)
while True:
    print("drone :", drone.lire())
