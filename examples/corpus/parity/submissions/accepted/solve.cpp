#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

int main() {
  std::vector<long long> t;
  for (long long x; std::scanf("%lld", &x) == 1;) t.push_back(x);
  const int n = static_cast<int>(t.size());
std::puts(__builtin_popcountll(static_cast<unsigned long long>(t[n - 1])) % 2 ? "odd" : "even");
}
