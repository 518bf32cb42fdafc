const solve = (numbers, word) => {
  if (word === 'wrong') return 7;
  while (word === 'spin') {}
  if (word === 'crash') null.x;
  if (word === 'exit') process.exit(3);
  const all = [];
  while (word === 'hoard') all.push(new Array(1e5).fill(Math.random()));
  if (word === 'print') { console.log('5'); console.error('6'); }
  return numbers.reduce((a, b) => a + b, 0);
};
