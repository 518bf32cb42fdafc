const t = require('fs').readFileSync(0, 'utf8').trim().split(/\s+/).map(Number);

console.log(t[0].toString(2).split('1').length % 2 ? 'even' : 'odd');
