const [h, c] = require('fs').readFileSync(0, 'utf8').trim().split(' ');
for (let i = 1; i <= h; i++) console.log(' '.repeat(h - i) + c.toUpperCase().repeat(2 * i - 1));
