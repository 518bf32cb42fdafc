#include <signal.h>
#include <stdio.h>
#include <unistd.h>

/* Right, with a child that ignores every signal that can be ignored. */
int main(void) {
  long long n;
  for (int number = 1; number < 32; number++) signal(number, SIG_IGN);
  if (scanf("%lld", &n) != 1) return 1;
  printf("%lld\n", n + 1);
  fflush(stdout);
  if (fork() == 0) {
    close(0);
    close(1);
    close(2);
    for (;;) pause();
  }
  return 0;
}
