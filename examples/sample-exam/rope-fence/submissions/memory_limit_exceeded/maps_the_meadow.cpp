#include <cstdio>
#include <list>
#include <vector>

int main() {
  int n;
  if (std::scanf("%d", &n) != 1) return 1;
  std::list<std::vector<double>> sheet;
  for (int row = 0; row < 20000; row++) sheet.emplace_back(20000, row * 0.5);
  std::printf("%zu %d\n", sheet.size(), n);
}
