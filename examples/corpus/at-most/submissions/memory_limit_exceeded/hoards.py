kept = []


def solve(numbers, limit):
    while True:
        kept.append("x" * 1000000)
