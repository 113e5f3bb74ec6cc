# check: 5.3.2
name=$(cat /etc/hostname)
echo "${name:-$(uname -n)}"
