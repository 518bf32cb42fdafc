const t = require('fs').readFileSync(0, 'utf8').trim().split(/\s+/).map(Number);

let best = [];
let most = 0;
(function load(i, chosen, sum) {
  if (sum > t[0]) return;
  if (sum > most) [most, best] = [sum, chosen];
  if (i === t[1]) return;
  load(i + 1, chosen.concat(i + 1), sum + t[2 + i]);
  load(i + 1, chosen, sum);
})(0, [], 0);
console.log(best.join(" "));
