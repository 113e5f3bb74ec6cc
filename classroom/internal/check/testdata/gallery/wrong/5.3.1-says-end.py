# check: 5.3.1
# want: no-loop
data = input("Type something (end to stop): ")
print(data)
