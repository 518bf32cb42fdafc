#include <string>

long long solve(std::string text) { return static_cast<long long>(text.size()); }
