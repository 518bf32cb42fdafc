amount, kinds = map(int, input().split())
coins = list(map(int, input().split()))
ways = [1] + [0] * amount
for total in range(1, amount + 1):
    ways[total] = sum(ways[total - coin] for coin in coins if coin <= total) % 1000000007
print(ways[amount])
