g++ -std=gnu++17 -Wall -Werror -fsyntax-only sources/examination.cpp program/main.cpp
