# check: 5.3.1
# want: no-loop
for i in range(20):
    data = input()
    print(data)
    if data == "end":
        break
