import sys


def main():
    data = [int(word) for word in sys.stdin.read().split()]
    amount, coins = data[0], data[2:]
    ways = [0] * (amount + 1)
    ways[0] = 1
    for coin in sorted(coins, reverse=True):
        for total in range(coin, amount + 1):
            ways[total] = (ways[total] + ways[total - coin]) % 1000000007
    print(ways[amount])


if __name__ == "__main__":
    main()
