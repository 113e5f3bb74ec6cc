# check: 2.1.2
# the values of the row as numbers, in another order
import datetime
import socket

s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("", 52001))
while True:
    texte = s.recv(1024).decode("ascii", "replace")
    try:
        lat, lon, alt, prec, t = [float(x) for x in texte.split(",")]
    except ValueError:
        print("en-tête :", texte)
        continue
    print(datetime.datetime.fromtimestamp(t / 1000), f"altitude {alt:.1f} m, précision {prec:.0f} m")
    print("Latitude", lat, "Longitude", round(lon, 5))
