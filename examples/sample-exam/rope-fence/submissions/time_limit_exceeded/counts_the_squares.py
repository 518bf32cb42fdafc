# Walks over the meadow in steps of a millimetre.
from math import hypot

n = int(input())
posts = [tuple(map(int, input().split())) for _ in range(n)]
rope = sum(hypot(u - x, v - y) for (x, y), (u, v) in zip(posts, posts[1:] + posts[:1]))
left, right = min(x for x, _ in posts), max(x for x, _ in posts)
low, high = min(y for _, y in posts), max(y for _, y in posts)
inside = 0
for i in range(1000 * left, 1000 * right):
    for j in range(1000 * low, 1000 * high):
        crossings = 0
        for (x, y), (u, v) in zip(posts, posts[1:] + posts[:1]):
            if (y * 1000 > j) != (v * 1000 > j) and i < (u - x) * (j - y * 1000) / (v - y) + x * 1000:
                crossings += 1
        inside += crossings % 2
print(rope, inside / 1e6)
