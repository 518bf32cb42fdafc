n = int(input())
grid = []
for row in range(20000):
    grid.append([row + column / 2 for column in range(2000)])
print(n, len(grid))
