import re
import sys

text = sys.stdin.read()
assert 1 < len(text) <= 1000000 and text.endswith("\n")
for line in text[:-1].split("\n"):
    assert re.fullmatch(r"[a-z]+( [a-z]+)*", line), line
sys.exit(42)
