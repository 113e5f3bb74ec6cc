# check: 5.3.1
# want: no-end
data = ""
while "end" not in data:
    data = input()
    print(data)
