n = int(input())
best = 0
for i in range(n)
    a, b = map(int, input().split())
    best = max(best, b)
print(best)
