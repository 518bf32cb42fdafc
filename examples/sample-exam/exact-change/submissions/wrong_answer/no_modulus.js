const data = require('fs').readFileSync(0, 'utf8').trim().split(/\s+/).map(Number);
const ways = [1];
for (let sum = 1; sum <= data[0]; sum++) ways.push(0);
for (const coin of data.slice(2)) {
  for (let sum = coin; sum <= data[0]; sum++) ways[sum] += ways[sum - coin];
}
console.log(ways[data[0]]);
