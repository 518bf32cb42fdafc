# Right at once, but leaves a child that would print much later into whatever runs then.
import os
import time

n = int(input())
print(n + 1, flush=True)
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(30)
        print("I am still here")
    os._exit(0)
