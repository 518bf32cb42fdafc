import sys

t = list(map(int, sys.stdin.read().split()))
for x in t[1:]:
    print(x**0.5)
