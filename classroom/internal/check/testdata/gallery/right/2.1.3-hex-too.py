# check: 2.1.3
# the frame in hexadecimal, raw bytes, offsets and a counter beside the right reading
import datetime
import socket
import struct

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind(("", 52002))
n = 0
while True:
    data, addr = sock.recvfrom(1024)
    n += 1
    print("frame", n, "from", addr, len(data), "bytes")
    for offset in range(0, len(data), 8):
        print(f"{offset:04x}", data[offset : offset + 8].hex(" "), data[offset : offset + 8].hex())
    print(data, list(data))
    v = struct.unpack("diiiiffff", data[:40])
    print("raw:", v)
    print("pitch: 1e999", datetime.datetime.fromtimestamp(v[0]))
    for offset, value in zip((8, 12, 16, 20, 24, 28, 32, 36), v[1:]):
        print(f"{offset:2d}: {value}")
