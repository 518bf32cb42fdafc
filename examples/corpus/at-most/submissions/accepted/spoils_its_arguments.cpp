#include <algorithm>
#include <vector>

// Sorts what it was given, which is its own.
long long solve(std::vector<long long> &numbers, long long limit) {
  std::sort(numbers.begin(), numbers.end());
  long long count = std::upper_bound(numbers.begin(), numbers.end(), limit) - numbers.begin();
  numbers.clear();
  return count;
}
