// @EXPECTED_RESULTS@: RTE, CE
function solution(numbers, limit) {
  return numbers.length - limit;
}
