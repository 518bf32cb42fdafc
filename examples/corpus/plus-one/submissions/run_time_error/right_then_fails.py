# @EXPECTED_RESULTS@: RTE
# The right answer, and a bad end.
print(int(input()) + 1)
raise SystemExit(1)
