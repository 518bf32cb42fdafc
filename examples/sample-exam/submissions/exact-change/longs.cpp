#include <cstdio>

static long long ways[20001];

int main() {
  int amount, kinds;
  std::scanf("%d%d", &amount, &kinds);
  ways[0] = 1;
  while (kinds--) {
    int coin;
    std::scanf("%d", &coin);
    for (int left = coin; left <= amount; ++left) {
      ways[left] += ways[left - coin];
      if (ways[left] >= 1000000007) ways[left] -= 1000000007;
    }
  }
  std::printf("%lld\n", ways[amount]);
}
