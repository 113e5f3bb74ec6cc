"""Worksheet 1.1: the first program."""

print("Network courses are perfect !")
