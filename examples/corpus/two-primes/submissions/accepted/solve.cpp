#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

static bool prime(long long x) {
  for (long long d = 2; d * d <= x; d++)
    if (x % d == 0) return false;
  return x >= 2;
}

int main() {
  std::vector<long long> t;
  for (long long x; std::scanf("%lld", &x) == 1;) t.push_back(x);
  const int n = static_cast<int>(t.size());
for (long long p = t[n - 1] - 2;; p--)
  if (prime(p) && prime(t[0] - p)) return std::printf("%lld\n%lld\n", p, t[0] - p) < 0;
}
