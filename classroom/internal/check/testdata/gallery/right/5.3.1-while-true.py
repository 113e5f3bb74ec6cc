# check: 5.3.1
while True:
    mot = input()
    print(mot)
    if mot == 'end':
        break
