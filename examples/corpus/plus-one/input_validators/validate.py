import re
import sys

text = sys.stdin.read()
assert re.fullmatch(r"(0|-?[1-9]\d*)\n", text), "one integer on one line"
assert abs(int(text)) <= 10**15
sys.exit(42)
