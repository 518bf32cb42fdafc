import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { expect } from 'vitest';
import type { Judge, JudgeCall } from '../../../core/grading/judge.ts';
import { LANGUAGES, type LanguageId } from '../../../core/grading/languages/index.ts';
import { readPackage } from '../../../core/problems/package/read-package.ts';
import { type PackageVerification, verifyPackage } from '../../../core/problems/verify-package.ts';
import { SOUND, treeOf } from '../../support/packages.ts';
import { startVerifyWorld, type VerifyWorld } from './verify-world.ts';

export type Files = Readonly<Record<string, string | null>>;

/** Takes one number up to its argument (10 without one), and says what is wrong. */
const VALIDATOR = `import sys
most = int(sys.argv[1]) if len(sys.argv) > 1 else 10
text = sys.stdin.read()
if not text[:-1].isdigit() or not text.endswith("\\n"):
    print("no number on one line")
    sys.exit(43)
if int(text) > most:
    print("%s is more than %d" % (text.strip(), most), file=sys.stderr)
    sys.exit(43)
sys.exit(42)
`;

/** The sound package with an input validator that looks, and a submission that every machine can judge. */
export const PACKAGE: Files = {
  ...SOUND,
  'input_validators/validate.py': VALIDATOR,
  'submissions/accepted/twice.py': null,
  'submissions/accepted/twice.js': "console.log(2 * Number(require('fs').readFileSync(0, 'utf8')));\n",
};

/** A validator, an input or an output, as `--json` tells it. */
export interface DataLine {
  readonly file: string;
  readonly expected?: string;
  readonly ok: boolean | null;
  readonly skipped: string | null;
  readonly complaints: readonly string[];
}

/** What the command said of test data. */
export interface DataReport {
  readonly exit: number;
  readonly validators: readonly DataLine[];
  readonly inputs: readonly DataLine[];
  readonly outputs: readonly DataLine[];
  /** Those of all three that are not right. */
  readonly wrong: readonly DataLine[];
}

/** A world in which the test data of packages are looked at. */
export interface TestDataWorld extends Pick<VerifyWorld, 'write' | 'stop'> {
  /** Runs the command with `--json`. */
  report(changes: Files, base?: Files): Promise<DataReport>;
  /** The one line that is not right, with the exit code. */
  reportWrong(changes: Files, base?: Files): Promise<DataLine & { readonly exit: number }>;
  /** Runs the command without `--json` and answers its lines. */
  lines(changes: Files): Promise<readonly string[]>;
  /**
   * Verifies on the world's judge as it would be with less, and answers the calls for test data too. `lacking` is a
   * language that it lists and has no toolchain of.
   */
  verify(
    files: Files,
    less?: { readonly without?: LanguageId; readonly lacking?: LanguageId; readonly maxCpuMs?: number },
  ): Promise<PackageVerification & { readonly dataCalls: readonly JudgeCall[] }>;
}

/** The same call to a machine without this language's commands: nothing of their names is found on it. */
function hideToolchain(call: JudgeCall, language: LanguageId): JudgeCall {
  if (call.kind !== 'bundle') return call;
  const files = unzipSync(call.zip);
  const hidden = LANGUAGES[language].toolchain.programs.join('|');
  for (const name of ['run', 'compile']) {
    const script = files[name];
    if (script !== undefined)
      files[name] = strToU8(
        strFromU8(script).replace(new RegExp(`^pick (${hidden}) .*`, 'gm'), 'PATH=/nowhere pick $1'),
      );
  }
  const mode = { os: 3, attrs: 0o100755 << 16 };
  return {
    ...call,
    zip: zipSync(Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, [bytes, mode]]))),
  };
}

/** Starts a world with a judge of its own. */
export async function startTestDataWorld(): Promise<TestDataWorld> {
  const world = await startVerifyWorld();
  const report = async (changes: Files, base: Files = PACKAGE): Promise<DataReport> => {
    const { exit, out, err } = await world.verify(world.write({ ...base, ...changes }));
    expect(err).toEqual([]);
    const { validators, inputs, outputs, faults } = JSON.parse(out[0] ?? '');
    expect(faults.filter(({ severity }: { severity: string }) => severity !== 'warning')).toEqual([]);
    const all: DataLine[] = [...validators, ...inputs, ...outputs];
    return { exit, validators, inputs, outputs, wrong: all.filter(({ ok }) => ok !== true) };
  };
  return {
    write: world.write,
    stop: world.stop,
    report,
    async reportWrong(changes, base) {
      const { exit, wrong } = await report(changes, base);
      expect(wrong.map(({ file }) => file)).toHaveLength(1);
      return { exit, ...(wrong[0] as DataLine) };
    },
    async lines(changes) {
      const { out } = await world.verify(world.write({ ...PACKAGE, ...changes }), false);
      return out;
    },
    async verify(files, { without, lacking, maxCpuMs } = {}) {
      const { manifest, checks, faults } = readPackage(treeOf(files));
      if (manifest === null || checks === null) throw new Error(JSON.stringify(faults));
      const { judge } = world.judge;
      const calls: JudgeCall[] = [];
      const limited: Judge = {
        limits: async (signal) => {
          const limits = await judge.limits(signal);
          return maxCpuMs === undefined ? limits : { ...limits, maxCpuMs };
        },
        languages: async (signal) =>
          (await judge.languages(signal)).filter(
            ({ id }) => without === undefined || id !== LANGUAGES[without].judge0.id,
          ),
        run: (call, signal) => {
          calls.push(call);
          return judge.run(lacking === undefined ? call : hideToolchain(call, lacking), signal);
        },
      };
      let dataCalls: readonly JudgeCall[] = [];
      let serial = 0;
      const verification = await verifyPackage(manifest, checks, {
        judge: limited,
        read: async (hash) => checks.contents.get(hash)?.read() ?? new Uint8Array(),
        newNonce: () => String(serial++).padStart(32, '0'),
        onTestData: () => {
          dataCalls = [...calls];
        },
      });
      return { ...verification, dataCalls };
    },
  };
}
