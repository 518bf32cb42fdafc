function solve(numbers, limit) {
  return numbers.filter((number) => Number(number) <= Number(limit)).length;
}
