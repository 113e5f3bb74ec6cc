# check: 2.1.3
# want: byte-order
import datetime
import socket
import struct

IP = "192.168.1.26"
PORT = 52002
FORMAT_TRAME = "!diiiiffff"  # ! = network order

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind((IP, PORT))

while True:
    trame, drone = sock.recvfrom(1024)
    valeurs = struct.unpack(FORMAT_TRAME, trame)
    try:
        print(datetime.datetime.fromtimestamp(valeurs[0]))
    except (ValueError, OverflowError, OSError):
        print("date ?", valeurs[0])
    print(valeurs[1:])
