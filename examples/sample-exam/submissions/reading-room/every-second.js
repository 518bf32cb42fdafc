const numbers = require('fs').readFileSync(0, 'utf8').trim().split(/\s+/).map(Number);
const n = numbers[0];
let best = 0;
let minute = 0;
for (let t = 0; t <= 1000000000; t++) {
  let present = 0;
  for (let i = 0; i < n; i++) {
    if (numbers[1 + 2 * i] <= t && t < numbers[2 + 2 * i]) present++;
  }
  if (present > best) {
    best = present;
    minute = t;
  }
}
console.log(best, minute);
