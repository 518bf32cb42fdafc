import sys

t = list(map(int, sys.stdin.read().split()))
print("odd" if bin(t[0]).count("1") % 2 else "even")
