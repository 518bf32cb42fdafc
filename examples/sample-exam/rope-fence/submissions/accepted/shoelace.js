const data = require('fs').readFileSync(0, 'utf8').trim().split(/\s+/).map(Number);
const n = data[0];
let rope = 0;
let area = 0;
for (let i = 0; i < n; i++) {
  const x = data[1 + 2 * i];
  const y = data[2 + 2 * i];
  const j = (i + 1) % n;
  const u = data[1 + 2 * j];
  const v = data[2 + 2 * j];
  rope += Math.sqrt((u - x) * (u - x) + (v - y) * (v - y));
  area += x * v - u * y;
}
console.log(rope.toFixed(8), Math.abs(area / 2).toFixed(1));
