#include <cstdio>
#include <map>

int main() {
  int n, a, b;
  std::scanf("%d", &n);
  std::map<int, int> change;
  for (int i = 0; i < n; i++) {
    std::scanf("%d %d", &a, &b);
    ++change[a];
    --change[b];
  }
  int present = 0, best = 0, minute = 0;
  for (const auto &step : change) {
    present += step.second;
    if (present > best) {
      best = present;
      minute = step.first;
    }
  }
  std::printf("%d %d\n", best, minute);
  return 0;
}
