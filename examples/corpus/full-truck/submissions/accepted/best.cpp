#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

int main() {
  std::vector<long long> t;
  for (long long x; std::scanf("%lld", &x) == 1;) t.push_back(x);
  const int n = static_cast<int>(t.size());
const int m = static_cast<int>(t[1]);
int top = 0;
long long most = -1;
for (int set = 0; set < 1 << m; set++) {
  long long sum = 0;
  for (int i = 0; i < n - 2; i++)
    if (set >> i & 1) sum += t[2 + i];
  if (sum <= t[0] && sum > most) most = sum, top = set;
}
for (int i = 0; i < m; i++)
  if (top >> i & 1) std::printf("%d\n", i + 1);
}
