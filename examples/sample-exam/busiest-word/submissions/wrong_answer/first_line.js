const [line] = require('fs').readFileSync(0, 'utf8').split('\n');
const counts = {};
for (const word of line.split(' ')) counts[word] = (counts[word] || 0) + 1;
const [busiest] = Object.keys(counts).sort((p, q) => counts[q] - counts[p] || (p < q ? -1 : 1));
console.log(busiest, counts[busiest]);
