const { ones } = require('./ones.js');

console.log(ones(BigInt(require('fs').readFileSync(0, 'utf8'))) % 2 ? 'odd' : 'even');
