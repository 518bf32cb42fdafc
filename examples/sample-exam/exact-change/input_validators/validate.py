import re
import sys

lines = sys.stdin.read().split("\n")
assert len(lines) == 3 and lines[2] == ""
assert re.fullmatch(r"[1-9]\d* [1-9]\d*", lines[0])
amount, kinds = map(int, lines[0].split())
assert 1 <= amount <= 20000 and 1 <= kinds <= 20
assert re.fullmatch(r"[1-9]\d*( [1-9]\d*)*", lines[1])
coins = list(map(int, lines[1].split()))
assert len(coins) == kinds == len(set(coins)) and max(coins) <= 400
sys.exit(42)
