# @EXPECTED_RESULTS@: AC, WA, RTE, TLE, MLE

import os

n = int(input())
while True:
    try:
        os.fork()
    except OSError:
        break
print(n + 1)
