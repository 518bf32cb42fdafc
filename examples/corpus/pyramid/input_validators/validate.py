import re
import sys

match = re.fullmatch(r"([1-9]\d*) [a-zA-Z]\n", sys.stdin.read())
assert match, "a height and a letter"
assert int(match[1]) <= 60
sys.exit(42)
