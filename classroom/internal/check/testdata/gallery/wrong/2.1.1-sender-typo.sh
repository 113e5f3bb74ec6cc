# check: 2.1.1-sender
# want: not-sent
IP=127.0.0.1
PORT=50005
MESSAGE="Hello, World!"

echo "sending to $IP $PORT"
echo -n "$MESAGE" > /dev/udp/$IP/$PORT
echo "ok"
