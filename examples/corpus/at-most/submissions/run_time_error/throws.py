# @EXPECTED_RESULTS@: RTE
def solve(numbers, limit):
    return max(numbers) and sum(number <= limit for number in numbers)
