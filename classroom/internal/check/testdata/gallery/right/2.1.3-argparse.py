# check: 2.1.3
import argparse
import socket
import struct
import time

NAMES = ("date", "pitch", "roll", "yaw", "battery", "barometer", "agx", "agy", "agz")

parser = argparse.ArgumentParser(description="show the frames of the drone")
parser.add_argument("--ip", default="0.0.0.0")
parser.add_argument("--port", type=int, default=52002)
args = parser.parse_args()

with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
    sock.bind((args.ip, args.port))
    while True:
        frame, sender = sock.recvfrom(65536)
        if len(frame) < 40:
            continue
        values = dict(zip(NAMES, struct.unpack("<d4i4f", frame[:40])))
        values["date"] = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(values["date"]))
        for name, value in values.items():
            print(f"{name:<10}{value}")
        print("-" * 20)
