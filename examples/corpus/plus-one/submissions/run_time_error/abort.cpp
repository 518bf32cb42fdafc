// @EXPECTED_RESULTS@: RTE
#include <cstdlib>

int main() { std::abort(); }
