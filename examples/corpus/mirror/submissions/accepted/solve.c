#include <stdio.h>
#include <string.h>

static char line[1000002];

int main(void) {
  while (fgets(line, sizeof line, stdin)) {
    size_t length = strcspn(line, "\n");
    while (length > 0) putchar(line[--length]);
    putchar('\n');
  }
  return 0;
}
