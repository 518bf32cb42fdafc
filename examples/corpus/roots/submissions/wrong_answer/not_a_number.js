const t = require('fs').readFileSync(0, 'utf8').trim().split('\n');
for (const x of t.slice(1)) console.log(x > 1e12 ? NaN : Math.sqrt(x));
