#include <cstdio>
#include <vector>

// The right count, until it no longer fits.
int main() {
  int amount, kinds;
  if (std::scanf("%d %d", &amount, &kinds) != 2) return 1;
  std::vector<unsigned long long> ways(amount + 1);
  ways[0] = 1;
  for (int coin; kinds-- > 0 && std::scanf("%d", &coin) == 1;)
    for (int sum = coin; sum <= amount; sum++) ways[sum] += ways[sum - coin];
  std::printf("%llu\n", ways[amount]);
}
