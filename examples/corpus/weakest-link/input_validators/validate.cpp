#include <cstdlib>
#include <iostream>
#include <sstream>
#include <string>

static int reject(const std::string &why) {
  std::cerr << why << "\n";
  return 43;
}

// n, then n integers up to 10^12 in size; an argument raises the least that they may be.
int main(int argc, char **argv) {
  const long long most = 1000000000000;
  const long long least = argc > 1 ? std::atoll(argv[1]) : -most;
  std::ostringstream whole, plain;
  whole << std::cin.rdbuf();
  std::istringstream words(whole.str());
  long long n = 0;
  if (!(words >> n) || n < 1 || n > 500) return reject("n is not from 1 to 500");
  plain << n << "\n";
  for (long long i = 1, x = 0; i <= n; i++) {
    if (!(words >> x)) return reject("fewer numbers than n");
    if (x < least || x > most) return reject("number " + std::to_string(i) + " is out of range");
    plain << x << (i < n ? " " : "\n");
  }
  return whole.str() == plain.str() ? 42 : reject("something that nobody needs: blanks, zeros, more words");
}
