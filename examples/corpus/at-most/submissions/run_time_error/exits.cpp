// @EXPECTED_RESULTS@: RTE
#include <cstdlib>
#include <vector>

long long solve(std::vector<long long> numbers, long long limit) {
  if (numbers.empty()) std::exit(9);
  long long count = 0;
  for (long long number : numbers) count += number <= limit;
  return count;
}
