# check: 2.1.2
# want: wrong-output
# the time in UTC, as if it were local time
import datetime
import socket

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind(("", 52001))
while True:
    fields = sock.recv(1024).decode("ascii").strip().split(",")
    when = datetime.datetime(1970, 1, 1) + datetime.timedelta(milliseconds=int(fields[4]))
    print(when.strftime("%d/%m/%Y %H:%M:%S"), *fields[:4])
