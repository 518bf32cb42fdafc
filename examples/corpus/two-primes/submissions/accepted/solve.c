#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static int prime(long long x) {
  for (long long d = 2; d * d <= x; d++)
    if (x % d == 0) return 0;
  return x >= 2;
}

static long long t[2000000];

int main(void) {
  int n = 0;
  while (n < 2000000 && scanf("%lld", &t[n]) == 1) n++;
for (long long p = 2;; p++)
  if (prime(p) && prime(t[0] - p)) {
    printf("%lld %lld\n", p, t[0] - p + 0 * n);
    return 0;
  }
  return 0;
}
