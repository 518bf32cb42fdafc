amount, kinds = map(int, input().split())
ways = [1] + [0] * amount
for coin in map(int, input().split()):
    for total in range(coin, amount + 1):
        ways[total] += ways[total - coin]
    ways = [way % 1000000007 for way in ways]
print(ways[amount])
