// Looks up words in a dictionary that only knows the first hundred.
const words = require('fs').readFileSync(0, 'utf8').trim().split(/\s+/);
const counts = {};
for (const word of words.slice(0, 100)) counts[word] = { times: 0 };
for (const word of words) counts[word].times++;
const [busiest] = Object.keys(counts).sort((p, q) => counts[q].times - counts[p].times || (p < q ? -1 : 1));
console.log(busiest, counts[busiest].times);
