/** The number in the first line of a validator's `score.txt`; `undefined` where it is none. */
export function readScore(text: string): number | undefined {
  const [line = ''] = text.split('\n');
  const score = line.trim() === '' ? Number.NaN : Number(line);
  return Number.isFinite(score) ? score : undefined;
}
