import type { TestDataVerification, VerifiedData } from '../../core/problems/verify-test-data.ts';

/** Lines of one kind that people are shown; the rest is counted. `--json` has all. */
const MOST_LINES = 20;

/** What validating the test data found, for people: what is wrong or was not run, then how much is right. */
export function describeTestData({ validators, inputs, outputs }: TestDataVerification): string[] {
  const lines = validators.flatMap(({ path, skipped, failure }) => {
    if (failure !== undefined) return [`NOT       ${path}: ${failure}`];
    return skipped === undefined ? [] : [`skipped   ${path}: ${skipped}`];
  });
  const counts: string[] = [];
  for (const [data, what] of [
    [inputs, 'inputs'],
    [outputs, 'answers and outputs'],
  ] as const) {
    const wrong = data.filter(({ complaints }) => complaints.length > 0);
    const skipped = data.filter((each) => each.skipped !== undefined && each.complaints.length === 0);
    const checked = data.length - skipped.length;
    lines.push(...linesOfWrong(wrong, what), ...linesOfSkipped(skipped, what));
    if (checked > 0) counts.push(`${checked - wrong.length} of ${checked} ${what}`);
  }
  if (counts.length > 0) lines.push(`Test data: ${counts.join(', ')} as expected.`);
  return lines;
}

function linesOfWrong(wrong: readonly VerifiedData[], what: string): string[] {
  const lines = wrong.slice(0, MOST_LINES).map(({ file, expected, complaints }) => {
    const details = complaints.map((complaint) => `\n          ${complaint}`).join('');
    return `NOT       ${file}: ${expected} expected${details}`;
  });
  return wrong.length <= MOST_LINES
    ? lines
    : [...lines, `NOT       ${wrong.length - MOST_LINES} more ${what}`];
}

function linesOfSkipped(skipped: readonly VerifiedData[], what: string): string[] {
  const filesByReason = Map.groupBy(skipped, (each) => each.skipped);
  return [...filesByReason].map(
    ([reason, same]) =>
      `skipped   ${same.length === 1 ? same[0]?.file : `${same.length} ${what}`}: ${reason}`,
  );
}

/** The same for machines. `ok` is null where nobody could say. */
export function testDataToJson({ validators, inputs, outputs }: TestDataVerification) {
  const toJson = ({ file, expected, complaints, skipped }: VerifiedData) => ({
    file,
    expected,
    ok: complaints.length > 0 ? false : skipped === undefined ? true : null,
    skipped: skipped ?? null,
    complaints,
  });
  return {
    validators: validators.map(({ path, skipped, failure }) => ({
      file: path,
      ok: failure !== undefined ? false : skipped === undefined ? true : null,
      skipped: skipped ?? null,
      complaints: failure === undefined ? [] : [failure],
    })),
    inputs: inputs.map(toJson),
    outputs: outputs.map(toJson),
  };
}
