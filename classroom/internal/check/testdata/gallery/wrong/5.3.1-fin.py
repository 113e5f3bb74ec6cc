# check: 5.3.1
# want: no-end
while True:
    mot = input("Tapez un texte (fin pour finir) : ")
    print(mot)
    if mot == "fin":
        break
