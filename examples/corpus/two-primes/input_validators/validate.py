import re
import sys

text = sys.stdin.read()
if not re.fullmatch(r"[1-9]\d*\n", text):
    print("not one positive number on one line", file=sys.stderr)
    sys.exit(43)
n = int(text)
if not 4 <= n <= 10**6 or n % 2 == 1:
    print("n is %d" % n, file=sys.stderr)
    sys.exit(43)
sys.exit(42)
