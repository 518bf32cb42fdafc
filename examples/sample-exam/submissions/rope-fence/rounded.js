const data = require('fs').readFileSync(0, 'utf8').trim().split(/\s+/).map(Number);
let rope = 0;
let area = 0;
for (let i = 0; i < data[0]; i++) {
  const j = (i + 1) % data[0];
  rope += Math.hypot(data[1 + 2 * j] - data[1 + 2 * i], data[2 + 2 * j] - data[2 + 2 * i]);
  area += data[1 + 2 * i] * data[2 + 2 * j] - data[1 + 2 * j] * data[2 + 2 * i];
}
console.log(Math.round(rope), Math.round(Math.abs(area) / 2));
