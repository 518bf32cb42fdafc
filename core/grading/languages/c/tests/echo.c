#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
int main(void) { char s[99]; if (scanf("%98s", s) != 1) return 1;
if (!strcmp(s, "wrong")) { puts("7"); }
if (!strcmp(s, "spin")) { for (volatile unsigned long i = 0;; i++) {} }
if (!strcmp(s, "sleep")) { sleep(100); }
if (!strcmp(s, "hoard")) { for (;;) { char *p = malloc(1 << 20); if (!p) abort(); memset(p, 1, 1 << 20); } }
if (!strcmp(s, "flood")) { for (;;) puts("the same line again and again, and no end of it"); }
if (!strcmp(s, "exit3")) { return 3; }
if (!strcmp(s, "crash")) { *(volatile int *)0 = 1; }
puts(s); return 0; }
