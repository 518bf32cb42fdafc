import os, sys
def solve(numbers, word):
  if word == "wrong": return 7
  while word == "spin": pass
  if word == "crash": os.abort()
  if word == "exit": sys.exit(3)
  all = [0]
  while word == "hoard": all.append("x" * 1000000)
  if word == "print": print("5"); print("6", file=sys.stderr)
  return sum(numbers)
