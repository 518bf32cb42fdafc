"""Takes any two primes with the right sum: exit code 42 for right, 43 for wrong."""
import sys


def wrong(message):
    with open(sys.argv[3] + "/judgemessage.txt", "w") as file:
        file.write(message)
    sys.exit(43)


def is_prime(x):
    return x >= 2 and all(x % d for d in range(2, int(x**0.5) + 1))


with open(sys.argv[1]) as file:
    n = int(file.read())
words = sys.stdin.buffer.read().split()
if len(words) != 2:
    wrong("not two numbers")
try:
    p, q = map(int, words)
except ValueError:
    wrong("not numbers")
if p + q != n:
    wrong("the sum is not %d" % n)
if not (is_prime(p) and is_prime(q)):
    wrong("not both are prime")
sys.exit(42)
