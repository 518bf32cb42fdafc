// One list a minute, with the names of everybody who is there.
const lines = require('fs').readFileSync(0, 'utf8').trim().split('\n').slice(1);
const minutes = [];
for (let t = 0; t < 400000; t++) minutes.push(new Array(100).fill(t + 0.5));
lines.forEach((line) => {
  const [arrival, departure] = line.split(' ').map(Number);
  for (let t = arrival; t < departure && t < minutes.length; t++) minutes[t].push(line);
});
console.log(minutes.length, 0);
