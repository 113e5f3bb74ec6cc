# check: 2.1.1-receiver
# want: no-output
import socket
import time

receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
receiver.bind(("127.0.0.1", 50005))
while True:
    try:
        # the sender takes the name of the socket
        data, receiver = receiver.recvfrom(1024)
        print("received message:", data.decode("utf8"))
    except Exception as e:
        print("Erreur :", e)
        time.sleep(0.5)
