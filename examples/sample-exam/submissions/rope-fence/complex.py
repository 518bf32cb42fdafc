import sys

numbers = list(map(int, sys.stdin.read().split()))
posts = [complex(x, y) for x, y in zip(numbers[1::2], numbers[2::2])]
rope = twice = 0.0
for index, post in enumerate(posts):
    previous = posts[index - 1]
    rope += abs(post - previous)
    twice += previous.real * post.imag - post.real * previous.imag
print("%.7f %.7f" % (rope, abs(twice) / 2))
