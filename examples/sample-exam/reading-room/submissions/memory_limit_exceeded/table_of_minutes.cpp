#include <cstdio>
#include <vector>

int main() {
  int n, a, b;
  std::vector<int> change(300000001, 1);
  if (std::scanf("%d", &n) != 1) return 1;
  for (int i = 0; i < n; i++) {
    if (std::scanf("%d %d", &a, &b) != 2) return 1;
    change[a % 300000000]++;
    change[b % 300000000]--;
  }
  int present = 0, best = 0, minute = 0;
  for (int t = 0; t <= 300000000; t++) {
    present += change[t] - 1;
    if (present > best) {
      best = present;
      minute = t;
    }
  }
  std::printf("%d %d\n", best, minute);
}
