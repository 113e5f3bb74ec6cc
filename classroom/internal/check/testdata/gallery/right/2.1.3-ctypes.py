# check: 2.1.3
# the fields in the order of their names
import ctypes
import socket
import time


class Frame(ctypes.LittleEndianStructure):
    _pack_ = 1
    _fields_ = (
        [("date", ctypes.c_double)]
        + [(name, ctypes.c_int32) for name in ("pitch", "roll", "yaw", "battery")]
        + [(name, ctypes.c_float) for name in ("barometer", "agx", "agy", "agz")]
    )


s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("", 52002))
while True:
    frame = Frame.from_buffer_copy(s.recv(1024))
    for name, _ in sorted(Frame._fields_):
        value = getattr(frame, name)
        print(f"{name:>10} = {time.ctime(value) if name == 'date' else value}")
