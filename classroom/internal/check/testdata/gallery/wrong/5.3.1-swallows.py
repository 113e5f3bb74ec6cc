# check: 5.3.1
# want: stops-on-ctrl-c
data = ""
while data != "end":
    try:
        data = input()
    except:
        print("erreur")
        continue
    print(data)
