const counts = new Map();
for (const word of require('fs').readFileSync(0, 'utf8').trim().split(/\s+/)) {
  counts.set(word, (counts.get(word) || 0) + 1);
}
let busiest = '';
let most = 0;
counts.forEach((count, word) => {
  if (count >= most) {
    most = count;
    busiest = word;
  }
});
console.log(busiest, most);
