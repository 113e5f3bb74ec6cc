# check: 2.1.1-receiver
# want: stops-on-ctrl-c
python3 -c '
import socket
sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind(("127.0.0.1", 50005))
while True:
    print("received message:", sock.recv(1024).decode("utf8", "replace"))
' &
sleep 0.3
echo "the receiver runs"
