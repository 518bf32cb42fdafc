#include <algorithm>
#include <iostream>
#include <string>

int main() {
  std::ios::sync_with_stdio(false);
  for (std::string line; std::getline(std::cin, line);) {
    std::reverse(line.begin(), line.end());
    std::cout << line << '\n';
  }
}
