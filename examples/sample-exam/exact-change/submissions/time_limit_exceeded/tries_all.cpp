#include <cstdio>
#include <vector>

static std::vector<int> coins;

static long long ways(int left, unsigned used) {
  if (left == 0) return 1;
  if (used == coins.size()) return 0;
  long long count = 0;
  for (int rest = left; rest >= 0; rest -= coins[used]) count += ways(rest, used + 1);
  return count % 1000000007;
}

int main() {
  int amount, kinds;
  if (std::scanf("%d %d", &amount, &kinds) != 2) return 1;
  coins.resize(kinds);
  for (int &coin : coins)
    if (std::scanf("%d", &coin) != 1) return 1;
  std::printf("%lld\n", ways(amount, 0) % 1000000007);
}
