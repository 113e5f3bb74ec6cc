# check: 2.1.2
# want: deaf-bind
# remote_sensors.py
import socket

UDP_IP = "127.0.0.1"
UDP_PORT = 52001

sensors = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sensors.bind((UDP_IP, UDP_PORT))

try:
    while True:
        trame, capteur = sensors.recvfrom(1024)
        print("capteur", capteur, ":", trame.decode("ascii"))
except KeyboardInterrupt:
    print("fin")
    sensors.close()
