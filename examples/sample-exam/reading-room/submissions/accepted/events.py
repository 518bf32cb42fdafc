import sys


def main():
    data = list(map(int, sys.stdin.read().split()))
    events = []
    for i in range(data[0]):
        events.append((data[1 + 2 * i], 1))
        events.append((data[2 + 2 * i], -1))
    events.sort()
    present = best = minute = 0
    for at, change in events:
        present += change
        if present > best:
            best, minute = present, at
    print(best, minute)


main()
