const words = require('fs').readFileSync(0, 'utf8').trim().split(/\s+/).slice(1);
if (words.some((word) => word[0] === '-')) throw new RangeError('negative');
console.log(Math.min(...words));
