def solve(numbers, limit):
    return sum(number < limit for number in numbers)
