# Each child takes less than the limit; together they take much more.
import os
import time

for _ in range(6):
    if os.fork() == 0:
        piece = b"x" * (60 << 20)
        time.sleep(20)
        os._exit(len(piece) % 2)
time.sleep(20)
