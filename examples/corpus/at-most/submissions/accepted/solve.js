function solve(numbers, limit) {
  return numbers.filter((number) => number <= limit).length;
}
