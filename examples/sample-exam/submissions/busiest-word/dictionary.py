import sys

counts = {}
for line in sys.stdin:
    for word in line.split():
        counts[word] = counts.get(word, 0) + 1
most = max(counts.values())
print(min(word for word in counts if counts[word] == most), most)
