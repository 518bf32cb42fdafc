const [h, c]: string[] = require('fs').readFileSync(0, 'utf8').trim().split(' ');
const height = Number(h);
for (let i = 1; i <= height; i++) console.log(' '.repeat(height - i) + c.repeat(2 * i - 1));
