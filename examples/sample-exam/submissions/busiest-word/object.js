const text = require('fs').readFileSync(0, 'utf8');
const counts = Object.create(null);
const pattern = /[a-z]+/g;
for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
  counts[match[0]] = (counts[match[0]] | 0) + 1;
}
let busiest = null;
for (const word in counts) {
  if (
    busiest === null ||
    counts[word] > counts[busiest] ||
    (counts[word] === counts[busiest] && word < busiest)
  ) {
    busiest = word;
  }
}
console.log(busiest, counts[busiest]);
