"""Worksheet 2.1.4 to 2.1.6: read both streams with select; which is faster?"""

import datetime
import select
import socket
import struct
import sys
import time

UDP_IP = ""  # every address of this machine; see 2.1.2
SENSORS_PORT = 52001
DRONE_PORT = 52002

socks = []
for port in SENSORS_PORT, DRONE_PORT:
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)  # IPv4, UDP
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT if sys.platform == "darwin" else socket.SO_REUSEADDR, 1)
    sock.bind((UDP_IP, port))
    socks.append(sock)
count = {SENSORS_PORT: 0, DRONE_PORT: 0}
start = time.time()
try:
    while True:
        ready, _, _ = select.select(socks, [], [], 1)  # waits for any of them; 1 s at most
        for s in ready:
            data, addr = s.recvfrom(1024)
            port = s.getsockname()[1]
            count[port] += 1
            print("#message from:", addr)
            print("#message to   :", s.getsockname())
            if port == SENSORS_PORT:
                print("#message      :", data.decode("ascii").rstrip("\n"))
            else:
                date, pitch, roll, yaw, battery, barometer, agx, agy, agz = struct.unpack("<diiiiffff", data[0:40])
                print("#message      : date:", datetime.datetime.fromtimestamp(date), "pitch:", pitch, "roll:", roll, "yaw:", yaw,
                      "battery:", battery, "barometer:", barometer, "agx:", agx, "agy:", agy, "agz:", agz,
                      "age:", int((time.time() - date) * 1000), "ms")
except KeyboardInterrupt:
    print("Stopping due to signint interupt (i.e. ctrl-c)")
    for port in count:
        print("port", port, "received", count[port], "messages,", f"{count[port] / (time.time() - start):.2f}", "a second")
    slow, fast = sorted(count, key=count.get)
    print(f"highest speed: port {fast}; lowest speed: port {slow}")
    for sock in socks:
        sock.close()
