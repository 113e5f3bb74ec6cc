# check: 3.1-server
# want: crashed
# The folder has a file socket.py, from an exercise before.
mkdir -p "$TMPDIR/exercise" && cd "$TMPDIR/exercise"
cat > socket.py <<'EOF'
import time
port = 50005
print("test", prot, time.asctime())
EOF
cat > server.py <<'EOF'
import socket

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.bind(("127.0.0.1", 55000))
s.listen(1)
conn, addr = s.accept()
data = conn.recv(1024)
print(data.decode("ascii"))
conn.send(data)
EOF
exec python3 server.py
