import sys

t = list(map(int, sys.stdin.read().split()))
print(min(t[1:]))
