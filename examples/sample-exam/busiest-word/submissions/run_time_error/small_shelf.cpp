#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

// A shelf for a hundred words.
int main() {
  std::vector<std::string> words;
  for (std::string word; std::cin >> word;) {
    if (words.size() == 100) throw std::length_error("the shelf is full");
    words.push_back(word);
  }
  std::string busiest;
  int most = 0;
  for (const auto &word : words) {
    int count = 0;
    for (const auto &other : words) count += other == word;
    if (count > most || (count == most && word < busiest)) {
      busiest = word;
      most = count;
    }
  }
  std::cout << busiest << ' ' << most << '\n';
}
