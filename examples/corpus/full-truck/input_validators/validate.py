import re
import sys

match = re.fullmatch(r"([1-9]\d*) ([1-9]\d*)\n([1-9]\d*(?: [1-9]\d*)*)\n", sys.stdin.read())
assert match, "two lines of positive numbers"
capacity, count = int(match[1]), int(match[2])
weights = list(map(int, match[3].split(" ")))
assert capacity <= 100, "points are at most 100"
assert len(weights) == count, "as many crates as the first line says"
sys.exit(42)
