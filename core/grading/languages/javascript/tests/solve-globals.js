globalThis.calls = globalThis.calls || 0; Array.prototype.calls = (Array.prototype.calls || 0) + 1;
function solve() { calls++; return Math.max(calls, [].calls); }
