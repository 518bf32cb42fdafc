import sys


#<solve
def solve(numbers):
    largest = numbers[0]
    for number in numbers:
        largest = max(largest, number)
    return largest
#>


def main():
    words = sys.stdin.read().split()
    print(solve([int(word) for word in words[1:]]))


main()
