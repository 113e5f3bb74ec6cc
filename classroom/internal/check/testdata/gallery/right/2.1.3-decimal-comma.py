# check: 2.1.3
import datetime
import socket
import struct


def fr(x):
    return f"{x:,.2f}".replace(",", "\u202f").replace(".", ",")


s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("", 52002))
while True:
    d, *v = struct.unpack("diiiiffff", s.recvfrom(1024)[0])
    print(datetime.datetime.fromtimestamp(d).strftime("à %Hh%M et %Ss"))
    print("tangage", v[0], "roulis", v[1], "lacet", v[2], "batterie", v[3], "%")
    print("baromètre", *map(fr, v[4:]))
