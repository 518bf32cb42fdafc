#include <iostream>
#include <string>
#include "say.hpp"

int main() {
    std::string word;
    std::cin >> word;
    say(word);
}
