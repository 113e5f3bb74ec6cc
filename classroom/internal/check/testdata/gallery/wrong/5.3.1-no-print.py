# check: 5.3.1
# want: no-output
data = input("type something: ")
while data != "end":
    data = input("again: ")
print("finished")
