const [header, ...lines] = require('fs').readFileSync(0, 'utf8').split('\n');
const visits = lines.map((line) => ({ from: Number(line.split(' ')[0]), to: Number(line.split(' ')[1]) }));
let best = 0;
for (let i = 0; i <= Number(header) + 1; i++) {
  if (visits[i].to - visits[i].from > best) best = visits[i].to;
}
console.log(best, visits[0].from);
