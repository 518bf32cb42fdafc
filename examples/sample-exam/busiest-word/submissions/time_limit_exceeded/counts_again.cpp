#include <iostream>
#include <string>
#include <vector>

int main() {
  std::ios::sync_with_stdio(false);
  std::vector<std::string> words;
  for (std::string word; std::cin >> word;) words.push_back(word);
  std::string busiest;
  int most = 0;
  for (const auto &word : words) {
    int count = 0;
    for (const auto &other : words) count += other.compare(word) == 0;
    if (count > most || (count == most && word < busiest)) {
      busiest = word;
      most = count;
    }
  }
  std::cout << busiest << ' ' << most << '\n';
}
