#include <cstdio>
#include <cstdlib>

// Gives up on more than four kinds of coins.
int main() {
  int amount, kinds, coin, ways[25] = {1};
  if (std::scanf("%d %d", &amount, &kinds) != 2) return 1;
  if (amount > 24) std::exit(3);
  for (int i = 0; i < kinds; i++) {
    if (std::scanf("%d", &coin) != 1) return 1;
    for (int sum = coin; sum <= amount; sum++) ways[sum] += ways[sum - coin];
  }
  std::printf("%d\n", ways[amount]);
}
