export function solve(numbers: number[], word: string): bigint {
  if (word === 'wrong') return BigInt(7);
  while (word === 'spin') {}
  if (word === 'crash') throw new Error(word);
  if (word === 'exit') process.exit(3);
  const all: number[][] = [];
  while (word === 'hoard') all.push(new Array(1e5).fill(Math.random()));
  if (word === 'print') { console.log('5'); console.error('6'); }
  return BigInt(numbers.reduce((a, b) => a + b, 0));
}
