# check: 2.1.3
import socket
import struct
from datetime import datetime

FORMAT = struct.Struct("<diiiiffff")

prise = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
prise.bind(("192.168.1.26", 52002))

while True:
    octets = prise.recv(2048)
    if len(octets) < FORMAT.size:
        print(f"trame trop courte : {len(octets)} octets")
        continue
    date, tangage, roulis, lacet, batterie, baro, ax, ay, az = FORMAT.unpack_from(octets)
    quand = datetime.fromtimestamp(date).strftime("%d/%m/%Y %H:%M:%S")
    print(f"Le {quand} : tangage {tangage}°, roulis {roulis}°, lacet {lacet}°, batterie {batterie} %")
    print(f"    baromètre {baro:.2f} m, accélération {ax:.2f} {ay:.2f} {az:.2f}")
