# check: 5.3.1
# want: buffered
data = ""
lines = []
while data != "end":
    data = input()
    lines.append(data)
print("\n".join(lines))
