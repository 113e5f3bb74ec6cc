# check: 5.3.1
# want: crashed
while texte != "end":
    texte = input()
    print(texte)
