#pragma once
#include <string>

void say(const std::string &word);
