# Remembers the text up to every word.
import sys

text = sys.stdin.read()
counts = {}
prefixes = []
for word in text.split():
    counts[word] = counts.get(word, 0) + 1
    prefixes.append(text[: len(text) - len(prefixes)])
word = min(counts, key=lambda each: (-counts[each], each))
print(word, counts[word])
