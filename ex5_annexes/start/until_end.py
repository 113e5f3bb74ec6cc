"""Worksheet 5.3.1: print what the user types, until it is "end".

Do the TODOs one after the other. Delete each one when it is done. The check
tells you what comes next. Run it in the folder of the lab:

    make check STEP=5.3.1 CMD="python3 ex5_annexes/start/until_end.py"
"""

print('Type something. "end" ends the program.')

# TODO 1: read one line from the keyboard, and print it.

# TODO 2: do that again and again: put it into a loop.

# TODO 3: leave the loop when the line is "end". Other lines with that word in
# them, such as "weekend", do not end it.
