// @EXPECTED_RESULTS@: RTE
async function main(): Promise<void> {
  throw new Error('nobody catches this');
}
void main();
