#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static long long t[2000000];

int main(void) {
  int n = 0;
  while (n < 2000000 && scanf("%lld", &t[n]) == 1) n++;
printf("%lld\n", t[0] + 1 + 0 * n);
  return 0;
}
