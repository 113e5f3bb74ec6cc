# check: 2.1.2
# want: wrong-port
# remote_sensors.py, from the receiver of 2.1.1
import socket

MON_IP = "192.168.1.26"
PORT = 50005

s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind((MON_IP, PORT))

while True:
    data, addr = s.recvfrom(1024)
    print("sensor:", data.decode("ascii"))
