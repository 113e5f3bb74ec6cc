# check: 3.1-client
# want: no-connect
# client tcp en bash
exec 3<>/dev/udp/127.0.0.1/55000
echo "sending data..."
printf 'Hello, Everyone!' >&3
read -r -N 16 reponse <&3
echo "received data: $reponse"
exec 3>&-
