# check: 2.1.1-sender
# want: not-sent
import socket

HOST, PORT = "127.0.0.1", 50005
MESSAGE = "Hello, World!"
print("target:", HOST, PORT)


def main():
    sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sender.sendto(MESSAGE.encode("utf8"), (HOST, PORT))


if __name__ == "main":
    main()
