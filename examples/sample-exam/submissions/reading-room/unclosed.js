const lines = require('fs').readFileSync(0, 'utf8').trim().split('\n');
let best = 0;
for (const line of lines.slice(1) {
  const [arrival, departure] = line.split(' ').map(Number);
  if (departure > best) best = departure;
}
console.log(best);
