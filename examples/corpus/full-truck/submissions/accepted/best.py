import sys

t = list(map(int, sys.stdin.read().split()))
from itertools import combinations

crates = range(1, t[1] + 1)
loads = [load for k in range(t[1] + 1) for load in combinations(crates, k) if sum(t[1 + i] for i in load) <= t[0]]
print(*max(loads, key=lambda load: sum(t[1 + i] for i in load)))
