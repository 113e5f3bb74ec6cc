# check: 2.1.3
# want: missing-field
import datetime
import socket
import struct

champs = ["date", "pitch", "roll", "yaw", "battery", "barometer", "agx", "agy", "agz"]

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind(("", 52002))

while True:
    data, addr = sock.recvfrom(1024)
    decoded = struct.unpack("diiiiffff", data)
    print("----", datetime.datetime.fromtimestamp(decoded[0]))
    for i in range(1, 8):
        print(champs[i], ":", decoded[i])
