#include <signal.h>
#include <stdio.h>
#include <unistd.h>

/* Right, after it tried to kill whoever watches it. */
int main(void) {
  long long n;
  if (scanf("%lld", &n) != 1) return 1;
  kill(getppid(), SIGSTOP);
  kill(getppid(), SIGKILL);
  kill(2, SIGKILL);
  kill(1, SIGKILL);
  printf("%lld\n", n + 1);
  return 0;
}
