import sys


def prime(x):
    return x >= 2 and all(x % d for d in range(2, int(x**0.5) + 1))


t = list(map(int, sys.stdin.read().split()))
p = next(p for p in range(2, t[0]) if prime(p) and prime(t[0] - p))
print(t[0] - p, p)
