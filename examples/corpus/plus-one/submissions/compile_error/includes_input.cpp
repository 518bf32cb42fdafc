#include "/box/in/1"

int main() {}
