input()
best = 0
for word in input().split():
    best = min(best, int(word))
print(best)
