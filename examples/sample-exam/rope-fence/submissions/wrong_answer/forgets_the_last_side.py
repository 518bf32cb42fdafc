from math import hypot

n = int(input())
posts = [tuple(map(int, input().split())) for _ in range(n)]
rope = sum(hypot(u - x, v - y) for (x, y), (u, v) in zip(posts, posts[1:]))
area = sum(x * v - u * y for (x, y), (u, v) in zip(posts, posts[1:] + posts[:1]))
print(rope, abs(area) / 2)
