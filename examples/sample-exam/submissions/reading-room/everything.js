// One table of all minutes, with room for everybody who could be there.
const lines = require('fs').readFileSync(0, 'utf8').trim().split('\n').slice(1);
const people = 1000;
const minutes = new Float64Array(400000 * people).fill(0.5);
lines.forEach((line, person) => {
  const [arrival, departure] = line.split(' ').map(Number);
  for (let t = arrival; t < departure; t++) minutes[t * people + person] = 1;
});
console.log(minutes.length, 0);
