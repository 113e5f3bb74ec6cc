# check: 5.3.1
# want: no-end
data = ""
while data != "end" or data != "END":
    data = input("> ")
    print(data)
