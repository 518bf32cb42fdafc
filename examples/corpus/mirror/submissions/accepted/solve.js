const lines = require('fs').readFileSync(0, 'latin1').trimEnd().split('\n');
process.stdout.write(lines.map((line) => line.split('').reverse().join('')).join('\n') + '\n');
