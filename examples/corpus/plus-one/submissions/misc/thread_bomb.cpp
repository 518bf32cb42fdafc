// @EXPECTED_RESULTS@: AC, RTE, TLE, MLE

#include <cstdio>
#include <thread>
#include <vector>

int main() {
  long long n;
  std::scanf("%lld", &n);
  std::vector<std::thread> threads;
  for (int i = 0; i < 5000; i++) threads.emplace_back([] { std::this_thread::sleep_for(std::chrono::seconds(20)); });
  for (auto &thread : threads) thread.join();
  std::printf("%lld\n", n + 1);
}
