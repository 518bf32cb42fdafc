const t: number[] = require('fs').readFileSync(0, 'utf8').trim().split(/\s+/).map(Number);

console.log(t.slice(1).reduce((best: number, x: number) => (x < best ? x : best)));
