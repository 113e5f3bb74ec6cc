# check: 2.1.5
import selectors
import socket
import struct
import time


def show_sensor(data):
    print("position:", data.decode("ascii", "backslashreplace").strip())


def show_drone(data):
    if len(data) != 40:
        print("frame of", len(data), "bytes")
        return
    f = struct.unpack("=diiiiffff", data)
    print("date      ", time.ctime(f[0]))
    print("attitude   %d %d %d" % f[1:4])
    print("battery    %d" % f[4])
    print("barometer  %.3f" % f[5])
    print("accel      %.1f %.1f %.1f" % f[6:])


sel = selectors.DefaultSelector()
for port, show in ((52001, show_sensor), (52002, show_drone)):
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.bind(("0.0.0.0", port))
    s.setblocking(False)
    sel.register(s, selectors.EVENT_READ, show)

while True:
    for key, _ in sel.select(timeout=1):
        key.data(key.fileobj.recv(65535))
