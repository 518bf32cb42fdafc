h, c = input().split()
for i in range(1, int(h) + 1):
    print(" " * (int(h) - i) + c * (2 * i - 1))
