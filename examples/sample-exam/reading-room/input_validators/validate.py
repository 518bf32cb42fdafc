import re
import sys

lines = sys.stdin.read().split("\n")
assert lines.pop() == "", "the input ends in a newline"
assert re.fullmatch(r"[1-9]\d*", lines[0]), "the number of visitors"
count = int(lines[0])
assert 1 <= count <= 2000 and len(lines) == count + 1
for line in lines[1:]:
    assert re.fullmatch(r"(0|[1-9]\d*) [1-9]\d*", line), line
    a, b = map(int, line.split(" "))
    assert 0 <= a < b <= 10**9
sys.exit(42)
