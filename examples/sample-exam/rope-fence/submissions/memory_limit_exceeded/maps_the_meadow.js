// A sheet of the meadow, one number for every square decimetre.
const posts = require('fs').readFileSync(0, 'utf8').trim().split('\n').slice(1);
const sheet = new Float64Array(20000 * 20000).fill(0.5);
console.log(sheet.length, posts.length);
