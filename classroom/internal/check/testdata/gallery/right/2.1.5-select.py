# check: 2.1.5
# beyond: crash-short-frame
# beyond: crash-non-ascii
import datetime
import select
import socket
import struct

MOI = "192.168.1.26"
CAPTEURS, DRONE = 52001, 52002

prises = []
for port in (CAPTEURS, DRONE):
    p = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    p.bind((MOI, port))
    prises.append(p)

try:
    while True:
        a_lire, _, _ = select.select(prises, [], [], 1)
        for p in a_lire:
            octets, source = p.recvfrom(1024)
            if p.getsockname()[1] == CAPTEURS:
                print("capteurs", source, ":", octets.decode("ascii"))
            else:
                v = struct.unpack("diiiiffff", octets)
                print("drone", source, ":", datetime.datetime.fromtimestamp(v[0]), v[1:])
except KeyboardInterrupt:
    print("ctrl-c")
    for p in prises:
        p.close()
