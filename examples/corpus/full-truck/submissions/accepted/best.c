#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static long long t[2000000];

int main(void) {
  int n = 0;
  while (n < 2000000 && scanf("%lld", &t[n]) == 1) n++;
int m = (int)t[1], top = 0;
long long most = -1;
for (int set = 0; set < 1 << m; set++) {
  long long sum = 0;
  for (int i = 0; i < m; i++)
    if (set >> i & 1) sum += t[2 + i];
  if (sum <= t[0] && sum > most) most = sum, top = set;
}
for (int i = 0; i < m && n > 0; i++)
  if (top >> i & 1) printf("%d ", i + 1);
puts("");
  return 0;
}
