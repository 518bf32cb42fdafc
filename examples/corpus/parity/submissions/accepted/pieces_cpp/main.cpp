#include <iostream>

#include "ones.h"

int main() {
  unsigned long long n;
  std::cin >> n;
  std::cout << (ones(n) % 2 ? "ODD" : "EVEN") << std::endl;
}
