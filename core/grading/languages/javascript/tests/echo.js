const s = require('fs').readFileSync(0, 'utf8').trim();
if (s === 'wrong') { console.log(7) } else
if (s === 'spin') { for (;;) {} } else
if (s === 'sleep') { setTimeout(() => {}, 1e5) } else
if (s === 'hoard') { const all = []; for (;;) all.push(new Array(1e5).fill(Math.random())) } else
if (s === 'flood') { const line = "the same line\n".repeat(9999); for (;;) require("fs").writeSync(1, line) } else
if (s === 'exit3') { process.exit(3) } else
if (s === 'crash') { null.x } else
console.log(s);
