def solve(value):
  assert value.small == value[0]
  return value
