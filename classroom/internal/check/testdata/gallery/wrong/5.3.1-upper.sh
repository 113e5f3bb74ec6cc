# check: 5.3.1
# want: no-end
data=""
while [ "$data" != "END" ]; do
    read -r data || sleep 1
    echo "$data"
done
