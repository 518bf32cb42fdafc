#include <cstdlib>
#include <iostream>
#include <string>
int main() {
  std::string word;
  long a = 0, b = 0;
  std::cin >> word >> a >> b;
  if (word == "crash") std::exit(3);
  if (word == "loop") for (volatile unsigned i = 0;; i = i + 1) {}
  if (word == "burn") {
    unsigned x = 1;
    for (long i = 0; i < a; i++) x = (x * 1103515245u + 12345u) & 0x7fffffffu;
    std::cout << x << std::endl;
  } else std::cout << a + b << std::endl;
}
