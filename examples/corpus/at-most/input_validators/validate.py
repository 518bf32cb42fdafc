import json
import sys

numbers, limit = json.loads(sys.stdin.read())
assert len(numbers) <= 10**5
assert all(isinstance(x, int) and -(2**63) <= x < 2**63 for x in numbers + [limit])
sys.exit(42)
