import sys


def main():
    words = sys.stdin.read().split()
    n = int(words[0])
    print(n)


main()
