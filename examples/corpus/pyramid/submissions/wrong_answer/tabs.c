#include <stdio.h>

int main(void) {
  int h;
  char c;
  if (scanf("%d %c", &h, &c) != 2) return 1;
  for (int i = 1; i <= h; i++) {
    for (int j = 0; j < h - i; j++) putchar(9);
    for (int j = 0; j < 2 * i - 1; j++) putchar(c);
    putchar(10);
  }
  return 0;
}
