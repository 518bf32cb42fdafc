n = int(input())


def prime(x):
    return x > 1 and not [d for d in range(2, x) if x % d == 0]


print(*next((p, n - p) for p in range(n // 2, n) if prime(p) and prime(n - p)), sep=" ") if n < 1000 else [prime(x) for x in range(n)]
