n = int(input())
posts = [complex(*map(int, input().split())) for _ in range(n)]
rope = sum(abs(b - a) for a, b in zip(posts, posts[1:] + posts[:1]))
area = abs(sum(a.real * b.imag - b.real * a.imag for a, b in zip(posts, posts[1:] + posts[:1]))) / 2
print("%.2f %.2f" % (rope, area))
