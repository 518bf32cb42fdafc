async function solve(value) { return value; }
