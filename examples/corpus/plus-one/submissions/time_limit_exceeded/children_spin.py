# Sits still itself while its children use up the time.
import os

for _ in range(3):
    if os.fork() == 0:
        while True:
            pass
os.wait()
