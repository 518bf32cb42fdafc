const t: number[] = require('fs').readFileSync(0, 'utf8').trim().split(/\s+/).map(Number);

let best: number[] = [];
let most = 0;
function load(i: number, chosen: number[], sum: number): void {
  if (sum > t[0]) return;
  if (sum > most) {
    most = sum;
    best = chosen;
  }
  if (i === t[1]) return;
  load(i + 1, [...chosen, i + 1], sum + t[2 + i]);
  load(i + 1, chosen, sum);
}
load(0, [], 0);
console.log(best.join(" "));
