import re
import sys

text = sys.stdin.read()
assert re.fullmatch(r"([a-zA-Z0-9]+\n)+", text), "lines of letters and digits"
assert len(text) <= 10**6
sys.exit(42)
