const [first, second] = require('fs').readFileSync(0, 'utf8').split('\n');
const amount = Number(first.split(' ')[0]);
let ways = new Int32Array(amount + 1);
ways[0] = 1;
second.split(' ').forEach((text) => {
  const coin = Number(text);
  const next = ways.slice();
  for (let sum = coin; sum <= amount; sum++) next[sum] = (next[sum - coin] + ways[sum]) % 1000000007;
  ways = next;
});
console.log(String(ways[amount]));
