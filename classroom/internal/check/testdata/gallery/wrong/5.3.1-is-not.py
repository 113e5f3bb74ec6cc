# check: 5.3.1
# want: no-end
saisie = ""
while saisie is not "end":
    saisie = input("> ")
    print("vous avez ecrit", saisie)
