import { zipSync } from 'fflate';
import { PRELUDE } from '../grading/bundle.ts';
import type { Judge, JudgeLimits } from '../grading/judge.ts';
import { HEAD_STARTS, headStartOf } from '../grading/languages/head-start.ts';
import { LANGUAGES, type Language, type LanguageId } from '../grading/languages/index.ts';
import { isAnswer } from './examine-language.ts';

/** What came of trying a head start on a host; `reason` is the end of a sentence. */
export type HeadStartFinding =
  | { readonly usable: true; readonly share: number }
  | { readonly usable: false; readonly reason: string };

/** What saves less than this is not worth a second way. */
const WORTH_SHARE = 0.9;

/** Bash that tells which head starts a host shows; for a script that looks around anyway. */
export const TELL_HEAD_STARTS = `for place in ${HEAD_STARTS}/*/; do [ -d "$place" ] && echo "head-start $(basename "$place")"; done\n`;

/** The languages of which a host shows a head start. */
export function readHeadStarts(told: string): readonly string[] {
  return [...told.matchAll(/^head-start (\S+)$/gm)].map(([, language = '']) => language);
}

/**
 * Compiles a language's known program on a host with its head start and without, in one judge call: it is used where both
 * leave the same bytes and it takes clearly less CPU time. @throws JudgeError when the host does not answer
 */
export async function examineHeadStart(
  id: LanguageId,
  judge: Judge,
  signal: AbortSignal,
): Promise<HeadStartFinding> {
  const language: Language = LANGUAGES[id];
  const { headStart } = language;
  if (headStart === undefined) return { usable: false, reason: 'nothing is known to be made ready for it' };
  const layout = language.layOut([headStart.known], headStart.known.name);
  const script = `${PRELUDE}plain() {
${language.compile?.(layout)}
}
ready() {
${language.compile?.(layout, headStartOf(id))}
}
TIMEFORMAT='%U %S'
for way in ready plain; do
  took=$({ time ("$way" >words 2>&1); } 2>&1) || { echo "$way failed"; head -c 300 words; exit; }
  mkdir "$way" && mv ${headStart.artefacts} "$way" && echo "$way $took"
done
diff -r ready plain >/dev/null && echo equal
`;
  const files = layout.files.map((file) => [`prog/${file.name}`, toBytes(file.content)] as const);
  const zip = zipSync({
    ...Object.fromEntries(files),
    run: [toBytes(script), { os: 3, attrs: 0o100755 << 16 }],
  });
  try {
    const limits = limitsOf(await judge.limits(signal));
    const report = await judge.run({ kind: 'bundle', zip, stdin: new Uint8Array(), limits }, signal);
    const told = new TextDecoder().decode(report.stdout ?? new Uint8Array());
    return told === '' ? { usable: false, reason: `it could not be tried: ${report.status}` } : decide(told);
  } catch (error) {
    if (!isAnswer(error)) throw error;
    return { usable: false, reason: `it could not be tried: ${error.message}` };
  }
}

const toBytes = (content: string | Uint8Array) =>
  typeof content === 'string' ? new TextEncoder().encode(content) : content;

/** Compiling runs at the host's maxima, and so does this. */
const limitsOf = (host: JudgeLimits) => ({
  cpuMs: Math.min(host.maxCpuMs, 30_000),
  wallMs: Math.min(host.maxWallMs, 60_000),
  memoryKiB: host.maxMemoryKiB,
  stackKiB: host.maxStackKiB,
  processes: host.maxProcesses,
  fileKiB: host.maxFileKiB,
});

function decide(told: string): HeadStartFinding {
  const failed = /^(ready|plain) failed\n([\s\S]*)/m.exec(told);
  if (failed !== null)
    return {
      usable: false,
      reason: `a known program does not compile ${failed[1] === 'ready' ? 'with it' : 'without it'}: ${failed[2]?.replaceAll(/\s+/g, ' ').trim()}`,
    };
  const secondsOf = (way: string) => {
    const [, user, system] = new RegExp(`^${way} (\\S+) (\\S+)$`, 'm').exec(told) ?? [];
    return Number(user) + Number(system);
  };
  if (!/^equal$/m.test(told)) return { usable: false, reason: 'a known program is another one with it' };
  const share = Number((secondsOf('ready') / secondsOf('plain')).toFixed(2));
  return share <= WORTH_SHARE
    ? { usable: true, share }
    : { usable: false, reason: `compiling a known program takes ${share} of the time` };
}
