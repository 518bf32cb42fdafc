import sys

counts = {}
for word in sys.stdin.read().split():
    counts[word] += 1
print(max(counts, key=counts.get))
