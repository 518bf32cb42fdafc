const t: number[] = require('fs').readFileSync(0, 'utf8').trim().split(/\s+/).map(Number);

let ones = 0;
for (let n = t[0]; n > 0; n = Math.floor(n / 2)) ones += n % 2;
console.log(ones % 2 === 1 ? 'odd' : 'even');
