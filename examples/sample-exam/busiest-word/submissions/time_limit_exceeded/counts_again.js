const words = require('fs').readFileSync(0, 'utf8').trim().split(/\s+/);
let busiest = '';
let most = 0;
for (const word of words) {
  const count = words.filter((other) => other === word).length;
  if (count > most || (count === most && word < busiest)) {
    busiest = word;
    most = count;
  }
}
console.log(busiest, most);
