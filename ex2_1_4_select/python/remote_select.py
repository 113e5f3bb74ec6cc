"""Worksheet 2.1.4 to 2.1.6: print both streams; tell which is faster."""

import datetime
import select
import socket
import struct
import sys
import time

UDP_IP = ""  # every address of this machine; see 2.1.2
SENSORS_PORT = 52001
DRONE_PORT = 52002
FORMAT = "<diiiiffff"  # little-endian: a double, four ints, four floats; 40 bytes


def listen(port):
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)  # IPv4, UDP
    share = socket.SO_REUSEPORT if sys.platform == "darwin" else socket.SO_REUSEADDR
    sock.setsockopt(socket.SOL_SOCKET, share, 1)
    sock.bind((UDP_IP, port))
    return sock


def decode(port, data):
    if port == SENSORS_PORT:
        return data.decode("ascii").rstrip("\n")
    date, *rest = struct.unpack(FORMAT, data[0:40])
    names = ("pitch:", "roll:", "yaw:", "battery:", "barometer:", "agx:", "agy:", "agz:")
    fields = [f"{name} {value}" for name, value in zip(names, rest)]
    return " ".join(["date:", str(datetime.datetime.fromtimestamp(date))] + fields)


# (port, source) -> [messages, time of the first, time of the last]
tally = {(SENSORS_PORT, "all"): [0, 0, 0], (DRONE_PORT, "all"): [0, 0, 0]}


def count(port, source, now):
    t = tally.setdefault((port, source), [0, now, now])
    if t[0] == 0:
        t[1] = now
    t[0] += 1
    t[2] = now


def per_second(port, source="all"):
    n, first, last = tally[port, source]
    return (n - 1) / (last - first) if n > 1 and last > first else 0.0


def dropped(sock):
    """Datagrams that the full socket missed: getsockopt SO_MEMINFO, Linux only."""
    return struct.unpack("9I", sock.getsockopt(socket.SOL_SOCKET, 55, 36))[8]


def conclude():
    print(f"{'port':<6} {'source':<26} {'messages':>8} {'per second':>12}")
    for port in SENSORS_PORT, DRONE_PORT:
        for (p, source), (n, _, _) in tally.items():
            if p == port:
                print(f"{port:<6} {str(source):<26} {n:>8} {per_second(port, source):>12.2f}")
    if sys.platform == "linux":
        missed = f"{dropped(sensors)} on port {SENSORS_PORT}, {dropped(drone)} on port {DRONE_PORT}"
    else:
        missed = "this system does not tell"
    print("missed because a socket was full:", missed)
    for port in SENSORS_PORT, DRONE_PORT:
        if tally[port, "all"][0] == 0:
            print(f"port {port} received no message: there is nothing to compare")
            return
    slow, fast = sorted((SENSORS_PORT, DRONE_PORT), key=per_second)
    if per_second(slow) == per_second(fast):
        print("both ports receive messages with the same speed")
    else:
        print(f"highest speed: port {fast}; lowest speed: port {slow}")


sensors, drone = listen(SENSORS_PORT), listen(DRONE_PORT)
try:
    while True:
        ready, _, _ = select.select([sensors, drone], [], [], 1)  # waits; 1 s at most
        for s in ready:
            data, addr = s.recvfrom(1024)
            port = s.getsockname()[1]
            count(port, "all", time.time())
            count(port, addr, time.time())
            print("#message from:", addr)
            print("#message to   :", s.getsockname())
            print("#message      :", decode(port, data))
except KeyboardInterrupt:
    print("Stopping due to signint interupt (i.e. ctrl-c)")
    conclude()
    sensors.close()
    drone.close()
