#include <stdio.h>

int main(void) {
  int n, x, best;
  long long wide;
  if (scanf("%d", &n) != 1) return 1;
  for (int i = 0; i < n; i++) {
    if (scanf("%lld", &wide) != 1) return 1;
    x = (int)wide;
    if (i == 0 || x < best) best = x;
  }
  printf("%d\n", best);
  return 0;
}
