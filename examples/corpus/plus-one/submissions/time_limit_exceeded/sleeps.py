import time

time.sleep(60)
print(int(input()) + 1)
