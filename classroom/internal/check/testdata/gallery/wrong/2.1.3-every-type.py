# check: 2.1.3
# want: format-type
# every four bytes in every type: the right values are among them
import datetime
import socket
import struct

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind(("", 52002))
while True:
    data = sock.recv(1024)
    print(struct.unpack("d", data[:8]))
    for i in range(8, 40, 4):
        for letter in "iIf":
            print(i, letter, struct.unpack(letter, data[i : i + 4])[0], struct.unpack(">" + letter, data[i : i + 4])[0])
