amount, kinds = map(int, input().split())
coins = list(map(int, input().split()))
print(sum(amount // (coin - coins[0]) for coin in coins))
