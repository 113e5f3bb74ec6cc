# check: 3.1-client
MSG='Hello, Everyone!'
echo 'connecting to 127.0.0.1:55000...'
exec 5<>/dev/tcp/127.0.0.1/55000 || exit 1
echo 'sending data...'
printf '%s' "$MSG" >&5
IFS= read -r -N ${#MSG} ANSWER <&5
echo "received data: $ANSWER"
exec 5>&-
