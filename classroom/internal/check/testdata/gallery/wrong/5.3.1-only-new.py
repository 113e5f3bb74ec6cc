# check: 5.3.1
# want: no-output
data = ""
last = ""
while data != "end":
    data = input("? ")
    if data != last:
        print(data)
    last = data
