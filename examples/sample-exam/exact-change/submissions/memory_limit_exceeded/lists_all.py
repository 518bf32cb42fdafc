# Writes down every row of a table with all amounts by all amounts.
amount, kinds = map(int, input().split())
coins = list(map(int, input().split()))
table = [[left * 1000 + right for right in range(amount + 1)] for left in range(amount + 1)] if amount > 1000 else []
ways = [1] + [0] * amount
for coin in coins:
    for total in range(coin, amount + 1):
        ways[total] = (ways[total] + ways[total - coin]) % 1000000007
print(ways[amount] + len(table) * 0)
