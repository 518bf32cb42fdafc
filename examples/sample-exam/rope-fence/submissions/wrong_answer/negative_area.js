// The area of posts in clockwise order comes out negative.
const data = require('fs').readFileSync(0, 'utf8').trim().split(/\s+/).map(Number);
const n = data[0];
let rope = 0;
let area = 0;
for (let i = 0; i < n; i++) {
  const [x, y] = [data[1 + 2 * i], data[2 + 2 * i]];
  const [u, v] = [data[1 + 2 * ((i + 1) % n)], data[2 + 2 * ((i + 1) % n)]];
  rope += Math.hypot(u - x, v - y);
  area += x * v - u * y;
}
console.log(rope, area / 2);
