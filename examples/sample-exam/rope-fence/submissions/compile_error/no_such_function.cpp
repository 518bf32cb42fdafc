#include <cstdio>

int main() {
  std::printf("%f %f\n", lengthOfRope(), areaInside());
}
