from math import isqrt

for _ in range(int(input())):
    print(isqrt(int(input())))
