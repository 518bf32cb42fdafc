#include <cstdio>
#include <vector>

int main() {
  int amount, kinds;
  if (std::scanf("%d %d", &amount, &kinds) != 2) return 1;
  std::vector<int> ways(amount + 1);
  ways[0] = 1;
  for (int coin; kinds-- > 0 && std::scanf("%d", &coin) == 1;)
    for (int sum = coin; sum <= amount; sum++) ways[sum] = (ways[sum] + ways[sum - coin]) % 1000000007;
  std::printf("%d\n", ways[amount]);
}
