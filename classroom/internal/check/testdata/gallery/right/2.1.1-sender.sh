# check: 2.1.1-sender
# bash opens the socket by itself
HOST=127.0.0.1
PORT=50005
echo "to $HOST, port $PORT"
printf '%s' 'Hello, World!' > "/dev/udp/$HOST/$PORT"
