# check: 2.1.2
# want: no-loop
# a relay: a child receives, this program shows what the child prints
import subprocess
import sys

RECEIVER = """
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("", 52001))
while True:
    print(s.recv(1024).decode("ascii", "replace").strip(), flush=True)
"""

child = subprocess.Popen([sys.executable, "-c", RECEIVER], stdout=subprocess.PIPE, text=True)
for i in range(20):
    print("row:", child.stdout.readline().strip())
child.kill()
