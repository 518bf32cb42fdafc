#include <cstdio>

int main() {
  int h;
  char c;
  std::scanf("%d %c", &h, &c);
  for (int i = 1; i <= h; i++) {
    for (int j = 0; j < h - i; j++) std::putchar(32);
    for (int j = 0; j < 2 * i - 1; j++) std::putchar(c);
    std::fputs("\r\n", stdout);
  }
}
