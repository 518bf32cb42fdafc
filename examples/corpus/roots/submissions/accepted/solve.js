const t = require('fs').readFileSync(0, 'utf8').trim().split(/\s+/).map(Number);

console.log(t.slice(1).map((x) => Math.sqrt(x)).join('\n'));
