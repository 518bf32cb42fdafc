function solve(numbers: bigint[], limit: bigint): bigint {
  return BigInt(numbers.filter((number) => number <= limit).length);
}
