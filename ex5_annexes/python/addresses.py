"""Worksheet 5.2: the IPv4 addresses that have a meaning."""

import ipaddress
import socket

# Python's standard library cannot list the addresses of this machine. Write
# yours here, with the length of the prefix: ip addr, ifconfig, ipconfig.
LAN = "10.9.0.7/16"

lan = ipaddress.ip_network(LAN, strict=False)

print("this machine itself:", "127.0.0.1")
print("everyone on this link:", socket.gethostbyname("<broadcast>"))
print(f"everyone on {lan}: {lan.broadcast_address}")
print("all addresses of this machine:", socket.gethostbyname(""))
