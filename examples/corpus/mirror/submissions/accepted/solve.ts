const lines: string[] = require('fs').readFileSync(0, 'utf8').split('\n');
lines.pop();
let text = '';
for (const line of lines) {
  for (let i = line.length - 1; i >= 0; i--) text += line[i];
  text += '\n';
}
process.stdout.write(text);
