#include <cmath>
#include <cstdio>

struct Post {
  double x, y;
};

static Post posts[1001];

int main() {
  int n = 0;
  std::scanf("%d", &n);
  for (int i = 0; i < n; i++) std::scanf("%lf %lf", &posts[i].x, &posts[i].y);
  posts[n] = posts[0];
  double rope = 0, area = 0;
  for (int i = 0; i < n; i++) {
    rope += std::hypot(posts[i + 1].x - posts[i].x, posts[i + 1].y - posts[i].y);
    area += (posts[i + 1].x - posts[i].x) * (posts[i + 1].y + posts[i].y) / 2;
  }
  std::printf("%.10f %.10f\n", rope, std::fabs(area));
}
