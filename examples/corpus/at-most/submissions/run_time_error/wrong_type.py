# @EXPECTED_RESULTS@: RTE, WA
def solve(numbers, limit):
    return "two"
