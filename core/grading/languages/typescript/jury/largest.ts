//<solve
function solve(numbers: number[]): number {
  let largest = numbers[0];
  for (const number of numbers) largest = Math.max(largest, number);
  return largest;
}
//>

function main(): void {
  const words: string[] = require('fs').readFileSync(0, 'utf8').trim().split(/\s+/);
  console.log(solve(words.slice(1).map(Number)));
}

main();
