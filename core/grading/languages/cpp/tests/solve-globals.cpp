#include <vector>
#include <string>
int calls = 0;
long long solve(std::vector<int>, std::string) { return ++calls; }
