g++ -std=gnu++17 -Wall -Werror -fsyntax-only sources/examination.cpp sources/starter.cpp program/main.cpp
