# check: 2.1.3
# in groups, each with a name
import datetime
import socket
import struct

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind(("", 52002))
while True:
    date, pitch, roll, yaw, bat, baro, x, y, z = struct.unpack("diiiiffff", sock.recv(1024)[:40])
    print(f"{bat} % [{datetime.datetime.fromtimestamp(date):%d/%m/%Y %H:%M:%S}]")
    print(f"acc = ({x:.1f}, {y:.1f}, {z:.1f}), altitude {baro:.2f} m")
    print(f"assiette: {pitch} {roll} {yaw}")
