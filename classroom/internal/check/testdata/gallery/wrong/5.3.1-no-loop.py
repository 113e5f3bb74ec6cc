# check: 5.3.1
# want: no-loop
data = ""
if data != "end":
    data = input()
    print(data)
