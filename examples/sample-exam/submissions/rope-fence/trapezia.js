const posts = require('fs')
  .readFileSync(0, 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => line.split(' ').map(Number));
const around = posts.map((post, index) => [post, posts[(index + 1) % posts.length]]);
const rope = around.reduce((sum, [p, q]) => sum + Math.hypot(q[0] - p[0], q[1] - p[1]), 0);
const area = around.reduce((sum, [p, q]) => sum + (q[0] - p[0]) * (q[1] + p[1]) * 0.5, 0);
console.log(`${rope} ${Math.abs(area)}`);
