int main(void) { return plus_one; }
