import re
import sys

lines = sys.stdin.read().split("\n")
assert lines.pop() == "", "the input ends in a newline"
assert all(re.fullmatch(r"0|[1-9]\d*", line) for line in lines), "an integer on every line"
count, *numbers = map(int, lines)
assert count == len(numbers) >= 1 and max(numbers) <= 10**15
sys.exit(42)
