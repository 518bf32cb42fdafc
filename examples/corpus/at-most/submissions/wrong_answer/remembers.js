let seen = 0;
function solve(numbers, limit) {
  seen += 1;
  return seen > 1 ? 0 : numbers.filter((number) => number < limit).length;
}
