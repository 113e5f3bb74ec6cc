# check: 2.1.5
import queue
import socket
import struct
import threading

boite = queue.Queue()


def lecteur(port):
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.bind(("", port))
    while True:
        boite.put((port, s.recv(4096)))


for port in 52001, 52002:
    threading.Thread(target=lecteur, args=(port,), daemon=True).start()

try:
    while True:
        port, data = boite.get()
        if port == 52001:
            print("[capteurs]", data.decode("ascii", "replace").strip())
        elif len(data) >= 40:
            print("[drone]", *struct.unpack("<diiiiffff", data[:40]))
        else:
            print("[drone] trame incomplète")
except KeyboardInterrupt:
    pass
