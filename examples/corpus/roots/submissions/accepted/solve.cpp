#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

int main() {
  std::vector<long long> t;
  for (long long x; std::scanf("%lld", &x) == 1;) t.push_back(x);
  const int n = static_cast<int>(t.size());
for (int i = 1; i < n; i++) std::printf("%.15e\n", std::sqrt(static_cast<double>(t[i])));
}
