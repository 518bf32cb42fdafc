#include <cstdio>
#include <vector>

// A table of a day's minutes; at() throws on the log of a year.
int main() {
  int n, a, b;
  std::vector<int> change(1441);
  if (std::scanf("%d", &n) != 1) return 1;
  for (int i = 0; i < n; i++) {
    if (std::scanf("%d %d", &a, &b) != 2) return 1;
    change.at(a)++;
    change.at(b)--;
  }
  int present = 0, best = 0, minute = 0;
  for (int t = 0; t <= 1440; t++) {
    present += change[t];
    if (present > best) {
      best = present;
      minute = t;
    }
  }
  std::printf("%d %d\n", best, minute);
}
