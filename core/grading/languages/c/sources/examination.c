#include <stdio.h>
#include <stdlib.h>
#include <string.h>
int main(void) {
  char word[16];
  long a = 0, b = 0;
  if (scanf("%15s %ld %ld", word, &a, &b) < 1) return 1;
  if (!strcmp(word, "crash")) exit(3);
  if (!strcmp(word, "loop")) for (volatile unsigned i = 0;; i++) {}
  if (!strcmp(word, "burn")) {
    unsigned x = 1;
    for (long i = 0; i < a; i++) x = (x * 1103515245u + 12345u) & 0x7fffffffu;
    printf("%u\n", x);
  } else printf("%ld\n", a + b);
  return 0;
}
