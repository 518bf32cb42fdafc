const data = require('fs').readFileSync(0, 'utf8').trim().split(/\s+/).map(Number);
const coins = data.slice(2);
function ways(left, used) {
  if (left === 0) return 1;
  if (left < 0 || used === coins.length) return 0;
  let count = 0;
  for (let rest = left; rest >= 0; rest -= coins[used]) count += ways(rest, used + 1) % 1000000007;
  return count;
}
console.log(ways(data[0], 0) % 1000000007);
