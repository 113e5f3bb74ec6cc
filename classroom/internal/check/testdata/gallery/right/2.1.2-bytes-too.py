# check: 2.1.2
# the bytes, and the values of the row
import socket

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind(("", 52001))
while True:
    data, addr = sock.recvfrom(1024)
    print("received", data)
    try:
        latitude, longitude, altitude, accuracy, time = data.decode("ascii").strip().split(",")
    except ValueError as e:
        print(e)
        continue
    print(f"lat {latitude} lon {longitude} alt {altitude} m, +/- {accuracy} m, {time}")
