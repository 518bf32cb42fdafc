import sys

t = list(map(int, sys.stdin.read().split()))
print(t[0] + 1)
