#include <iostream>
#include <map>
#include <string>
#include <vector>

int main() {
  std::map<std::string, int> counts;
  std::vector<std::string> prefixes;
  std::string text, busiest;
  for (std::string word; std::cin >> word;) {
    text += word + ' ';
    prefixes.push_back(text);
    ++counts[word];
  }
  int most = 0;
  for (const auto &entry : counts)
    if (entry.second > most) {
      most = entry.second;
      busiest = entry.first;
    }
  std::cout << busiest << ' ' << most << '\n';
}
