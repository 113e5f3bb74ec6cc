# check: 2.1.5
# want: stops-on-ctrl-c
import socket
import struct
import threading


def lire_capteurs():
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.bind(("0.0.0.0", 52001))
    while True:
        data, _ = s.recvfrom(1024)
        print("GPS   " + data.decode("ascii", "replace").rstrip() + "\n", end="")


def lire_drone():
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.bind(("0.0.0.0", 52002))
    while True:
        data, _ = s.recvfrom(1024)
        if len(data) >= 40:
            print("DRONE " + str(struct.unpack("diiiiffff", data[:40])) + "\n", end="")


t1 = threading.Thread(target=lire_capteurs)
t2 = threading.Thread(target=lire_drone)
t1.start()
t2.start()
t1.join()
t2.join()
