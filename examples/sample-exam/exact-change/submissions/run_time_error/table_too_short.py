amount, kinds = map(int, input().split())
ways = [1] + [0] * 1000
for coin in map(int, input().split()):
    for total in range(coin, amount + 1):
        ways[total] = (ways[total] + ways[total - coin]) % 1000000007
print(ways[amount])
