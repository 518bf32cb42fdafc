#include <iostream>
#include <string>

int main() {
  int h;
  char c;
  std::cin >> h >> c;
  for (int i = 1; i <= h; i++) std::cout << std::string(h - i, 32) << std::string(2 * i - 1, c) << std::endl;
}
