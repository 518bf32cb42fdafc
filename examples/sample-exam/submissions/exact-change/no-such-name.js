const data = require('fs').readFileSync(0, 'utf8').trim().split(/\s+/).map(Number);
const ways = new Array(data[0] + 1).fill(0);
ways[0] = 1;
for (const coin of data.slice(2)) {
  for (let sum = coin; sum <= amount; sum++) ways[sum] += ways[sum - coin];
}
console.log(ways[data[0]]);
