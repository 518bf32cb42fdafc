import * as fs from 'fs';
const name: string = fs.readFileSync(0, 'utf8').trim();
if (name === 'wrong') { console.log(7) } else
if (name === 'spin') { for (;;) {} } else
if (name === 'sleep') { setTimeout(() => {}, 1e5) } else
if (name === 'hoard') { const all: number[][] = []; for (;;) all.push(new Array(1e5).fill(Math.random())) } else
if (name === 'flood') { const line = "the same line\n".repeat(9999); for (;;) require("fs").writeSync(1, line) } else
if (name === 'exit3') { process.exit(3) } else
if (name === 'crash') { (null as any).x } else
console.log(name);
