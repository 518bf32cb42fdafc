const lines = require('fs').readFileSync(0, 'utf8').trim().split('\n').slice(1);
const visits = lines.map((line) => line.split(' ').map(Number));
const last = Math.max(...visits.map((visit) => visit[1]));
let best = 0;
let minute = 0;
for (let t = 0; t < last; t++) {
  const present = visits.filter((visit) => visit[0] <= t && t < visit[1]).length;
  if (present > best) {
    best = present;
    minute = t;
  }
}
console.log(best, minute);
