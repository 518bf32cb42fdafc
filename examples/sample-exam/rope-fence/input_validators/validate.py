import re
import sys

lines = sys.stdin.read().split("\n")
assert lines.pop() == "", "the input ends in a newline"
count = int(lines[0])
assert str(count) == lines[0] and 3 <= count <= 1000 and len(lines) == count + 1
posts = set()
for line in lines[1:]:
    assert re.fullmatch(r"(0|-?[1-9]\d*) (0|-?[1-9]\d*)", line), line
    x, y = map(int, line.split(" "))
    assert abs(x) <= 10**6 and abs(y) <= 10**6
    posts.add((x, y))
assert len(posts) == count
sys.exit(42)
