const data = require('fs').readFileSync(0, 'utf8').trim().split(/\s+/).map(Number);
let amount = data[0];
let steps = 0;
for (const coin of data.slice(2).sort((p, q) => q - p)) {
  steps += Math.floor(amount / coin);
  amount %= coin;
}
console.log(amount === 0 ? steps : 0);
