const t: number[] = require('fs').readFileSync(0, 'utf8').trim().split(/\s+/).map(Number);

console.log(t.slice(1).map((x: number) => Math.sqrt(x).toExponential(14)).join('\n'));
