# check: 2.1.5
# want: streams-swapped
import select
import socket
import struct

PORT1 = 52001
PORT2 = 52002

s1 = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s1.bind(("10.9.255.255", PORT1))
s2 = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s2.bind(("10.9.255.255", PORT2))

while True:
    lus, a, b = select.select([s1, s2], [], [], 1)
    for s in lus:
        data, addr = s.recvfrom(1024)
        port = s.getsockname()[1]
        try:
            if port == PORT1:
                print("port", port, struct.unpack("diiiiffff", data))
            else:
                print("port", port, data.decode("ascii"))
        except Exception:
            print("port", port, "message illisible")
