# check: 5.3.1
# want: too-slow
import time

data = ""
while data != "end":
    data = input("texte : ")
    print(data)
    time.sleep(2)
