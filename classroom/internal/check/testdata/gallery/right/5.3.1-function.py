# check: 5.3.1
def lire():
    try:
        return input("texte (end pour finir) : ")
    except EOFError:
        return "end"


def main():
    while (ligne := lire()) != "end":
        print("->", ligne)
    print("Au revoir !")


main()
