import sys
words = sys.stdin.read().split()
if words[0] == "crash":
    sys.exit(3)
while words[0] == "loop":
    pass
if words[0] == "burn":
    x = 1
    for _ in range(int(words[1])):
        x = (x * 1103515245 + 12345) & 0x7FFFFFFF
    print(x)
else:
    print(int(words[1]) + int(words[2]))
