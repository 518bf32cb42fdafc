const t: number[] = require('fs').readFileSync(0, 'utf8').trim().split(/\s+/).map(Number);
function prime(x: number): boolean {
  for (let d = 2; d * d <= x; d++) if (x % d === 0) return false;
  return x >= 2;
}

let p = t[0] >> 1;
while (!prime(p) || !prime(t[0] - p)) p--;
console.log(p + " " + (t[0] - p));
