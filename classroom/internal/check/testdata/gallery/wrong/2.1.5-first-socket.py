# check: 2.1.5
# want: first-only
import select
import socket
import struct

sensors = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sensors.bind(("192.168.1.26", 52001))
drone = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
drone.bind(("192.168.1.26", 52002))

while True:
    ls = select.select([sensors, drone], [], [], 1)
    for s in ls[0]:
        data, addr = sensors.recvfrom(1024)
        if sensors.getsockname()[1] == 52001:
            print("sensors", addr, data.decode("ascii"))
        else:
            print("drone", addr, struct.unpack("diiiiffff", data))
