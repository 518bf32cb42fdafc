#ifndef ASSIZE_H
#define ASSIZE_H
#include <bits/stdc++.h>
//<records
struct Sample { int small; long long large; double real; bool flag; std::string word; std::vector<std::vector<int>> grid; };
//>
#endif
