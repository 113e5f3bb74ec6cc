# check: 2.1.2
# beyond: crash-non-ascii
# remote_sensors.py (windows)
import socket

MON_IP = "192.168.1.26"
PORT = 52001

capteurs = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
capteurs.bind((MON_IP, PORT))
print("en ecoute...")

while True:
    message, source = capteurs.recvfrom(1024)
    print(message.decode("ascii"))
