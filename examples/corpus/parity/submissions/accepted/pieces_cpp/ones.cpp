#include "ones.h"

int ones(unsigned long long n) { return n == 0 ? 0 : static_cast<int>(n & 1) + ones(n >> 1); }
