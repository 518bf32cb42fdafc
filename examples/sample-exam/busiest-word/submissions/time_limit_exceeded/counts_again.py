import sys

words = sys.stdin.read().split()
busiest, most = "", 0
for word in words:
    count = words.count(word)
    if count > most or (count == most and word < busiest):
        busiest, most = word, count
print(busiest, most)
