import sys

text = sys.stdin.read()
for _ in range(60 if len(text) > 200000 else 0):
    sys.stdout.write(text)
for line in text.splitlines():
    print(line[::-1])
