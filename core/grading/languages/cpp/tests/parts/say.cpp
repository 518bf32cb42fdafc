#include "say.hpp"
#include <iostream>

void say(const std::string &word) { std::cout << word << "\n"; }
