#include <algorithm>
#include <cstdio>
#include <functional>
#include <queue>
#include <utility>
#include <vector>

int main() {
  int n;
  if (std::scanf("%d", &n) != 1) return 1;
  std::vector<std::pair<int, int>> visits(n);
  for (auto &visit : visits)
    if (std::scanf("%d %d", &visit.first, &visit.second) != 2) return 1;
  std::sort(visits.begin(), visits.end());
  std::priority_queue<int, std::vector<int>, std::greater<int>> departures;
  std::size_t best = 0;
  int minute = 0;
  for (const auto &visit : visits) {
    while (!departures.empty() && departures.top() <= visit.first) departures.pop();
    departures.push(visit.second);
    if (departures.size() > best) {
      best = departures.size();
      minute = visit.first;
    }
  }
  std::printf("%zu %d\n", best, minute);
}
