# check: 2.1.3
# want: decode-error
# remote_sensors.py with the port of the drone
import socket

UDP_IP = "10.9.127.207"
UDP_PORT = 52002

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind((UDP_IP, UDP_PORT))

while True:
    data, addr = sock.recvfrom(1024)
    msg = data.decode("ascii")
    print("drone:", msg)
