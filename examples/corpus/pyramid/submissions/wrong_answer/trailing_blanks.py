h, c = input().split()
for i in range(1, int(h) + 1):
    print((c * (2 * i - 1)).center(2 * int(h) - 1))
