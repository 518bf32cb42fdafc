#include <algorithm>
#include <iostream>
#include <string>

// Right but for one letter at the very end of a megabyte.
int main() {
  std::size_t total = 0;
  for (std::string line; std::getline(std::cin, line);) {
    total += line.size();
    std::reverse(line.begin(), line.end());
    if (total > 900000) line.back() = line.back() == 'z' && total < 990000 ? 'z' : 'y';
    std::cout << line << '\n';
  }
}
