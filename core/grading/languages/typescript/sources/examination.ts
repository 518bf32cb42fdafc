const words: string[] = require('fs').readFileSync(0, 'utf8').split(/\s+/);
if (words[0] === 'crash') process.exit(3);
while (words[0] === 'loop') {}
if (words[0] === 'burn') {
  let x = 1;
  for (let i = 0; i < Number(words[1]); i++) x = (Math.imul(x, 1103515245) + 12345) & 0x7fffffff;
  console.log(x);
} else console.log(Number(words[1]) + Number(words[2]));
