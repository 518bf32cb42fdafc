#include <fstream>
#include <iostream>
#include <set>
#include <string>
#include <vector>

// Adds up the crates that were loaded and writes the sum as the score.
int main(int, char **argv) {
  std::ifstream input(argv[1]);
  const std::string feedback = argv[3];
  int capacity = 0, count = 0;
  input >> capacity >> count;
  std::vector<int> weights(count);
  for (int &weight : weights) input >> weight;
  std::set<int> loaded;
  int sum = 0;
  for (int crate; std::cin >> crate;) {
    if (crate < 1 || crate > count || !loaded.insert(crate).second) {
      std::ofstream(feedback + "/judgemessage.txt") << "there is no such crate, or it is loaded already\n";
      return 43;
    }
    sum += weights[crate - 1];
  }
  if (!std::cin.eof() || sum > capacity) {
    std::ofstream(feedback + "/judgemessage.txt") << "the truck is too heavy\n";
    return 43;
  }
  std::ofstream(feedback + "/score.txt") << sum << "\n";
  return 42;
}
