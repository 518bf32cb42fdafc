import sys

assert sys.stdin.read().endswith("\n")
sys.exit(42)
