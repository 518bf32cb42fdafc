const words = require('fs').readFileSync(0, 'utf8').split(/\s+/);
const counts = new Map();
for (const word of words) {
  if (word !== '') counts.set(word, (counts.get(word) || 0) + 1);
}
let busiest = '';
let most = 0;
for (const [word, count] of counts) {
  if (count > most || (count === most && word < busiest)) {
    busiest = word;
    most = count;
  }
}
console.log(busiest + ' ' + most);
