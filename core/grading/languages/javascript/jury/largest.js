//<solve
function solve(numbers) {
  let largest = numbers[0];
  for (const number of numbers) largest = Math.max(largest, number);
  return largest;
}
//>

const [, ...numbers] = require('fs').readFileSync(0, 'utf8').trim().split(/\s+/).map(Number);
console.log(solve(numbers));
