import sys

n = int(input())
sys.stdout.write("\0" + str(n + 1))
