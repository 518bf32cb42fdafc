capacity, count = map(int, input().split())
print(*range(1, count + 1))
