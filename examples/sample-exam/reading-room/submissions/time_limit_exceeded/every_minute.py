n = int(input())
visits = [tuple(map(int, input().split())) for _ in range(n)]
best = minute = 0
for t in range(max(b for _, b in visits)):
    present = sum(1 for a, b in visits if a <= t < b)
    if present > best:
        best, minute = present, t
print(best, minute)
