#include <cstdio>
#include <vector>

// Looks at every minute of the log, one by one: a billion of them, each with all visitors.
int main() {
  int n;
  if (std::scanf("%d", &n) != 1) return 1;
  std::vector<int> a(n), b(n);
  int last = 0;
  for (int i = 0; i < n; i++) {
    if (std::scanf("%d %d", &a[i], &b[i]) != 2) return 1;
    if (b[i] > last) last = b[i];
  }
  int best = 0, minute = 0;
  for (int t = 0; t < last; t++) {
    int present = 0;
    for (int i = 0; i < n; i++) present += a[i] <= t && t < b[i];
    if (present > best) {
      best = present;
      minute = t;
    }
  }
  std::printf("%d %d\n", best, minute);
}
