# check: 5.3.1
while IFS= read -r ligne; do
    printf '%s\n' "$ligne"
    [ "$ligne" = end ] && exit 0
done
exit 0
