for _ in range(int(input())):
    x = int(input())
    print("inf" if x > 10**12 else x**0.5)
