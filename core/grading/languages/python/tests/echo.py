s = input()
if s == "wrong":
  print(7)
if s == "spin":
  while True: pass
if s == "sleep":
  import time; time.sleep(100)
if s == "hoard":
  all = [0]
  while True: all.append("x" * 1000000)
if s == "flood":
  while True: print("the same line again and again")
if s == "exit3":
  import sys; sys.exit(3)
if s == "crash":
  import os; os.abort()
print(s)
