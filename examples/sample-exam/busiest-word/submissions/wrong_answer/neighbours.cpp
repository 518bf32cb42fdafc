#include <iostream>
#include <string>

// Counts only words that follow themselves.
int main() {
  std::string word, last, best;
  int run = 0, most = 0;
  while (std::cin >> word) {
    run = word == last ? run + 1 : 1;
    last = word;
    if (run > most) {
      most = run;
      best = word;
    }
  }
  std::cout << best << ' ' << most << '\n';
}
