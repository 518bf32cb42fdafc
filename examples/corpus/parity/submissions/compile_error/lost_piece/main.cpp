#include "lost.h"

int main() { return lost(); }
