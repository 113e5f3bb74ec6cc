# check: 5.3.1
# want: crashed
data = ""
while data != "end":
    data = input("> ")
    print(data
