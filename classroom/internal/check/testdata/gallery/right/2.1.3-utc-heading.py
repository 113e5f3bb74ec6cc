# check: 2.1.3
import socket
import struct
from datetime import datetime, timezone

print(f"{'date (UTC)':<28}{'pitch':>6}{'roll':>6}{'yaw':>6}{'bat':>5}{'baro':>10}{'agx':>10}{'agy':>10}{'agz':>10}")
sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind(("", 52002))
while True:
    data, addr = sock.recvfrom(1024)
    t, pitch, roll, yaw, bat, baro, agx, agy, agz = struct.unpack("<diiiiffff", data[:40])
    when = datetime.fromtimestamp(t, timezone.utc).strftime("%Y-%m-%d %H:%M:%S.%f")
    print(f"{when:<28}{pitch:>6}{roll:>6}{yaw:>6}{bat:>5}{baro:>10.2f}{agx:>10.2f}{agy:>10.2f}{agz:>10.2f}")
