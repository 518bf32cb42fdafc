exports.ones = (n) => (n === 0n ? 0 : Number(n & 1n) + exports.ones(n >> 1n));
