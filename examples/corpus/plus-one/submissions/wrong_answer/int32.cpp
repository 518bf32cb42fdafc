#include <cstdio>
#include <cstdint>

int main() {
  long long n;
  std::scanf("%lld", &n);
  std::printf("%d\n", static_cast<std::int32_t>(n + 1));
}
