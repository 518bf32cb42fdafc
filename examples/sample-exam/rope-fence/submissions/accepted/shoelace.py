from math import hypot

n = int(input())
posts = [tuple(map(int, input().split())) for _ in range(n)]
rope = 0.0
twice = 0
for (x, y), (u, v) in zip(posts, posts[1:] + posts[:1]):
    rope += hypot(u - x, v - y)
    twice += x * v - u * y
print(repr(rope), abs(twice) / 2)
