// A sheet of the meadow, one number for every square decimetre.
const posts = require('fs').readFileSync(0, 'utf8').trim().split('\n').slice(1);
const sheet = [];
for (let row = 0; row < 20000; row++) {
  const line = [];
  for (let column = 0; column < 20000; column++) line.push(column * 0.5);
  sheet.push(line);
}
console.log(sheet.length, posts.length);
