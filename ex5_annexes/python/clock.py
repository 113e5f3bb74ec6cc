"""Worksheet 5.3.4: the time and the date."""

import time

print(time.localtime())
print(time.gmtime())
print(time.strftime("%H:%M:%S"))
print(time.asctime())
print(time.strftime("%Y-%m-%d"))
