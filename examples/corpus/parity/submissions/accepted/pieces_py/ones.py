def ones(n):
    return 0 if n == 0 else n % 2 + ones(n // 2)
