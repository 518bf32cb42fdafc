const lines = require('fs').readFileSync(0, 'utf8').trim().split('\n');
const arrivals = [];
const departures = [];
for (const line of lines.slice(1)) {
  const parts = line.split(' ');
  arrivals.push(Number(parts[0]));
  departures.push(Number(parts[1]));
}
const ascending = (p, q) => p - q;
arrivals.sort(ascending);
departures.sort(ascending);
let gone = 0;
let best = 0;
let minute = 0;
arrivals.forEach((arrival, index) => {
  while (departures[gone] <= arrival) gone++;
  if (index + 1 - gone > best) {
    best = index + 1 - gone;
    minute = arrival;
  }
});
process.stdout.write(`${best} ${minute}\n`);
