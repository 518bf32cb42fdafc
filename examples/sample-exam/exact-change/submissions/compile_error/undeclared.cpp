#include <cstdio>

int main() {
  std::scanf("%d %d", &amount, &kinds);
  std::vector<int> ways(amount + 1);
  std::printf("%d\n", ways[amount]);
}
