const words = require('fs').readFileSync(0, 'utf8').trim().split(/\s+/);
const counts = {};
function count(index) {
  if (index === words.length) return;
  counts[words[index]] = (counts[words[index]] || 0) + 1;
  count(index + 1);
}
count(0);
const [busiest] = Object.keys(counts).sort((p, q) => counts[q] - counts[p] || (p < q ? -1 : 1));
console.log(busiest, counts[busiest]);
