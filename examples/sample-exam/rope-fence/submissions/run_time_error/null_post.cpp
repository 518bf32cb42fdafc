#include <cmath>
#include <cstdio>

struct Post {
  double x, y;
  Post *next;
};

// Follows the list past its end.
int main() {
  int n;
  if (std::scanf("%d", &n) != 1) return 1;
  Post *first = nullptr;
  for (int i = 0; i < n; i++) {
    Post *post = new Post{0, 0, first};
    if (std::scanf("%lf %lf", &post->x, &post->y) != 2) return 1;
    first = post;
  }
  double rope = 0;
  const volatile Post *at = first;
  for (int i = 0; i <= n; i++) {
    rope += std::hypot(at->x, at->y);
    at = at->next;
  }
  std::printf("%.9f 0\n", rope);
}
