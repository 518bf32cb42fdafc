const words = require('fs').readFileSync(0, 'utf8').split(/\s+/);

const n = Number(words[0]);
console.log(n);
