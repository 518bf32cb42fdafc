const numbers = require('fs').readFileSync(0, 'utf8').split(/\s+/).map(Number);
const events = [];
for (let i = 1; i <= numbers[0] * 2; i += 2) {
  events.push([numbers[i], 1], [numbers[i + 1], -1]);
}
// Whoever leaves at a minute is gone before somebody comes at it.
events.sort((p, q) => p[0] - q[0] || p[1] - q[1]);
let present = 0;
let best = 0;
let minute = 0;
for (const [at, change] of events) {
  present += change;
  if (present > best) {
    best = present;
    minute = at;
  }
}
console.log(best + ' ' + minute);
