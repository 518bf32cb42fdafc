# What a function prints is not its answer.
def solve(numbers, limit):
    print("thinking", len(numbers))
    print("7")
    return len([number for number in numbers if not number > limit])
