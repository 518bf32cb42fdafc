import sys

sys.setrecursionlimit(100000)
amount, kinds = map(int, input().split())
coins = sorted(map(int, input().split()))


def ways(left, used):
    if left == 0:
        return 1
    return sum(ways(left - coins[i], i) for i in range(used, kinds) if coins[i] <= left)


print(ways(amount, 0) % 1000000007)
