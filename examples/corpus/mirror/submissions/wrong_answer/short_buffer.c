#include <stdio.h>
#include <string.h>

int main(void) {
  char line[1000];
  while (fgets(line, sizeof line, stdin)) {
    size_t length = strcspn(line, "\n");
    while (length > 0) putchar(line[--length]);
    putchar(10);
  }
  return 0;
}
