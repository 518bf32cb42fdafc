import { relative } from 'node:path';
import { verifyProblems } from '../cli/commands/problem-verify.ts';

interface VerifiedPackage {
  readonly path: string;
  /** Why the package could not be verified at all. */
  readonly failed?: string;
  readonly submissions: readonly { readonly file: string; readonly ok: boolean | null }[];
}

/**
 * Verifies every package in these places (packages, or folders of them): how many of the jury submissions that could be judged got what
 * their packages say, in percent (0 where none was judged), and those that did not by name.
 */
export async function measureAgreement(
  places: readonly string[],
): Promise<{ readonly percent: number; readonly note: string }> {
  const packages: VerifiedPackage[] = [];
  const err = () => undefined;
  await verifyProblems(places, { json: true }, { out: (line) => packages.push(JSON.parse(line)), err });
  const all = packages.flatMap(({ path, failed, submissions }) =>
    failed === undefined
      ? submissions.map(({ file, ok }) => ({ name: `${relative('.', path)}/${file}`, ok }))
      : [{ name: `${relative('.', path)} (${failed})`, ok: false }],
  );
  const judged = all.filter(({ ok }) => ok !== null);
  const disagreeing = judged.filter(({ ok }) => ok === false).map(({ name }) => name);
  const skipped = all.length - judged.length;
  return {
    percent: judged.length === 0 ? 0 : (100 * (judged.length - disagreeing.length)) / judged.length,
    note: `${judged.length} jury submissions of ${packages.length} packages${skipped === 0 ? '' : `, ${skipped} skipped`}${disagreeing.length === 0 ? '' : `; not as expected: ${disagreeing.join(', ')}`}`,
  };
}
