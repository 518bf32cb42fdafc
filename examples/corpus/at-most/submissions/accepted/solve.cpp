#include <algorithm>
#include <vector>

long long solve(std::vector<long long> numbers, long long limit) {
  return std::count_if(numbers.begin(), numbers.end(), [&](long long number) { return number <= limit; });
}
