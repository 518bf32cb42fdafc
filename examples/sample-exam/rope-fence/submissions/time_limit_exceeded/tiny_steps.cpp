#include <cmath>
#include <cstdio>
#include <vector>

// Follows the rope in steps of a tenth of a micrometre.
int main() {
  int n;
  if (std::scanf("%d", &n) != 1) return 1;
  std::vector<double> x(n), y(n);
  for (int i = 0; i < n; i++)
    if (std::scanf("%lf %lf", &x[i], &y[i]) != 2) return 1;
  double rope = 0, area = 0;
  for (int i = 0; i < n; i++) {
    int j = (i + 1) % n;
    double px = x[i], py = y[i];
    const long long steps = 4000000000LL;
    for (long long s = 1; s <= steps; s++) {
      double qx = x[i] + (x[j] - x[i]) * s / steps, qy = y[i] + (y[j] - y[i]) * s / steps;
      rope += std::hypot(qx - px, qy - py);
      area += px * qy - qx * py;
      px = qx;
      py = qy;
    }
  }
  std::printf("%.9f %.9f\n", rope, std::fabs(area) / 2);
}
