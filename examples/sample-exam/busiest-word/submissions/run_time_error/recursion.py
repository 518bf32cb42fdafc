import sys

words = sys.stdin.read().split()
counts = {}


def count(index):
    if index < len(words):
        counts[words[index]] = counts.get(words[index], 0) + 1
        count(index + 1)


count(0)
word = min(counts, key=lambda each: (-counts[each], each))
print(word, counts[word])
