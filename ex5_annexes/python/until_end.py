"""Worksheet 5.3.1: print what the user types, up to "end"."""

data = ""
try:
    while data != "end":
        data = input()
        print(data)
except EOFError:
    pass  # ctrl-d (on Windows ctrl-z), or the end of a file
except KeyboardInterrupt:
    print("Stopping due to signint interupt (i.e. ctrl-c)")
