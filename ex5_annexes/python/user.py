"""Worksheet 5.3.3: the name of the user."""

import getpass

print("user name:", getpass.getuser())
