n = int(input())
posts = [tuple(map(int, input().split())) for _ in range(n)]
left = list(posts)
rope = 0
# Takes the posts one by one, but forgets to take them away.
while left:
    x, y = left[0]
    rope += abs(x) + abs(y)
print(rope, 0)
