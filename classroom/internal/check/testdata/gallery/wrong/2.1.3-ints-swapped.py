# check: 2.1.3
# want: byte-order
# only the ints from the other end
import datetime
import socket
import struct

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind(("", 52002))
while True:
    data = sock.recv(1024)
    print(datetime.datetime.fromtimestamp(struct.unpack("d", data[:8])[0]))
    print("pitch %d roll %d yaw %d battery %d" % struct.unpack("!iiii", data[8:24]))
    print("barometer %.2f agx %.0f agy %.0f agz %.0f" % struct.unpack("ffff", data[24:]))
