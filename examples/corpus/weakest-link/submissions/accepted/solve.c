#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static long long t[2000000];

int main(void) {
  int n = 0;
  while (n < 2000000 && scanf("%lld", &t[n]) == 1) n++;
long long best = t[1];
for (int i = 2; i < n; i++)
  if (t[i] < best) best = t[i];
printf("%lld\n", best);
  return 0;
}
