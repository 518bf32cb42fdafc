# Takes every odd number for a prime.
n = int(input())
print(2, 2) if n == 4 else print(n - 3 if n < 100 else 9, 3 if n < 100 else n - 9)
