# @EXPECTED_RESULTS@: AC, RTE

# Signals everybody whom it can reach, itself included if it must be.
import os
import signal

n = int(input())
try:
    os.kill(-1, signal.SIGKILL)
except OSError:
    pass
print(n + 1)
