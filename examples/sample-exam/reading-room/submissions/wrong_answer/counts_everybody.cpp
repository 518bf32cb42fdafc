#include <cstdio>

int main() {
  int n, a, b, first = 2000000000;
  if (std::scanf("%d", &n) != 1) return 1;
  for (int i = 0; i < n; i++) {
    if (std::scanf("%d %d", &a, &b) != 2) return 1;
    if (a < first) first = a;
  }
  std::printf("%d %d\n", n, first);
}
