n = int(input())
posts = [tuple(map(int, input().split())) for _ in range(n)]
area = 0
for i in range(n):
    area += posts[i][0] * posts[i + 1][1] - posts[i + 1][0] * posts[i][1]
print(0, abs(area) / 2)
