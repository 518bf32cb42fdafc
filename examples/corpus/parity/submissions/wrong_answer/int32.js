let n = Number(require('fs').readFileSync(0, 'utf8')) | 0;
let ones = 0;
for (; n; n &= n - 1) ones++;
console.log(ones % 2 ? 'odd' : 'even');
