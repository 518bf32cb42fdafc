#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <iostream>
#include <string>
int main() { std::string s; std::cin >> s;
if (s == "wrong") { puts("7"); }
if (s == "spin") { for (volatile unsigned long i = 0;; i++) {} }
if (s == "sleep") { sleep(100); }
if (s == "hoard") { for (;;) memset(new char[1 << 20], 1, 1 << 20); }
if (s == "flood") { for (;;) puts("the same line again and again, and no end of it"); }
if (s == "exit3") { return 3; }
if (s == "crash") { *(volatile int *)0 = 1; }
std::cout << s << std::endl; }
