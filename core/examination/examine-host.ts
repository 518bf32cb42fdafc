import type { Clock } from '../exam/clock.ts';
import { given } from '../exam/given.ts';
import { type CountingJudge, type Judge, JudgeError } from '../grading/judge.ts';
import { isLanguageId, LANGUAGES, type LanguageId } from '../grading/languages/index.ts';
import { longestCallMs } from '../grading/longest-call.ts';
import { countSlots } from './count-slots.ts';
import type { HeadStartFound, HostExamination, HostFinding, ProbeRequest } from './examination.ts';
import { examineHeadStart } from './examine-head-start.ts';
import {
  type Examiner,
  examineLanguage,
  isRefusal,
  judgeKnown,
  type LanguageFinding,
} from './examine-language.ts';
import { lookOut, measureSpeed, SANDBOX_HOLDS } from './look-out.ts';

/** What asking hosts needs. */
export interface ProbePorts extends Examiner {
  readonly clock: Clock;
  /** The judge of a host. */
  readonly judgeAt: (url: string, token: string) => CountingJudge;
}

/**
 * How long each task may take, ms. A host that answers nothing in this time is unreachable. One that took the probe
 * program and has not given it back is only busy, as far as one look can tell: whether it was given more time than any
 * call can take is decided over many looks.
 */
const PATIENCE_MS = { reach: 3_000, probe: 30_000, examine: 90_000 } as const;

/** A host that is to be examined may just be restarting: it is waited for, while others are examined beside it, ms. */
const RESTART_PATIENCE_MS = 15_000;
const RESTART_POLL_MS = 500;

/** Asks one host what it was asked to. Never rejects: a host that cannot be asked is `unreachable`. */
export async function askHost(request: ProbeRequest, ports: ProbePorts): Promise<HostFinding> {
  const { hostId, task } = request;
  const controller = new AbortController();
  const patience = new AbortController();
  const judge = ports.judgeAt(request.url, request.token);
  const timeout = ports.clock.sleep(PATIENCE_MS[task], patience.signal).then(() => controller.abort());
  try {
    return await TASKS[task](request, judge, ports, controller.signal);
  } catch (error) {
    const told = error instanceof Error ? error.message : String(error);
    const within = `within ${PATIENCE_MS[task] / 1000} s`;
    if (task === 'probe' && controller.signal.aborted && (await answers(judge, ports)))
      return {
        hostId,
        kind: 'unfinished',
        detail: `a known program has not come back ${within}`,
        at: ports.clock.now(),
      };
    const detail = controller.signal.aborted ? `no answer ${within}` : told;
    return { hostId, kind: 'unreachable', detail, at: ports.clock.now() };
  } finally {
    patience.abort();
    await timeout;
  }
}

/** Whether the judge answers at all. */
async function answers(judge: Judge, { clock }: ProbePorts): Promise<boolean> {
  const late = new AbortController();
  const patience = new AbortController();
  const timeout = clock.sleep(PATIENCE_MS.reach, patience.signal).then(() => late.abort());
  try {
    await judge.languages(late.signal);
    return true;
  } catch {
    return false;
  } finally {
    patience.abort();
    await timeout;
  }
}

type Task = (
  request: ProbeRequest,
  judge: CountingJudge,
  ports: ProbePorts,
  signal: AbortSignal,
) => Promise<HostFinding>;

const TASKS: Readonly<Record<ProbeRequest['task'], Task>> = {
  reach: async ({ hostId }, judge, { clock }, signal) => {
    // With the token: a judge that answers everybody, or refuses us, is not ready for us.
    await judge.languages(signal);
    return { hostId, kind: 'reachable', at: clock.now() };
  },
  probe: probeHost,
  examine: async (request, judge, ports, signal) => {
    await waitForAnswer(judge, ports, signal);
    const examination = await examineHost(request.languages, judge, ports, signal);
    const slots = await countSlots(judge, signal);
    const measured = slots === undefined ? examination : { ...examination, slots };
    return { hostId: request.hostId, kind: 'examined', examination: measured, at: ports.clock.now() };
  },
};

/** @throws JudgeError when the host does not answer in time */
async function waitForAnswer(judge: Judge, { clock }: ProbePorts, signal: AbortSignal): Promise<void> {
  const until = clock.now() + RESTART_PATIENCE_MS;
  for (;;) {
    try {
      await judge.languages(signal);
      return;
    } catch (error) {
      const gone = !(error instanceof JudgeError) || error.kind !== 'unreachable';
      if (gone || signal.aborted || clock.now() + RESTART_POLL_MS >= until) throw error;
      await clock.sleep(RESTART_POLL_MS, signal);
    }
  }
}

/**
 * Examines a host: no way out of the sandbox, a memory limit that kills, and known programs with known verdicts in every
 * language of the session. The sandbox comes first and alone, so that its speed measures the host and not our own load;
 * the languages two at a time, as a host has two slots at least. What it lacks is found of every language, as far as
 * `signal` lets it: a host that has failed already is not waited for.
 * @throws JudgeError when the host stops answering
 */
export async function examineHost(
  languages: readonly string[],
  judge: Judge,
  ports: Examiner & Pick<ProbePorts, 'clock'>,
  signal: AbortSignal,
): Promise<HostExamination> {
  const sandbox = await lookOut(judge, signal);
  const found = new Map<string, LanguageFinding>();
  const sorted = languages.toSorted();
  const pairs = sorted.flatMap((_, at) => (at % 2 === 0 ? [sorted.slice(at, at + 2)] : []));
  const notJudged = () =>
    [...found].flatMap(([language, finding]) => {
      if (finding.way !== 'none') return [];
      return [{ language, reason: finding.reason, lacking: finding.lacking }];
    });
  for (const together of pairs) {
    const ends = await Promise.allSettled(
      together.map(async (language) =>
        found.set(language, await examineLanguage(language, judge, ports, signal)),
      ),
    );
    const broken = ends.find((end) => end.status === 'rejected');
    if (broken === undefined) continue;
    if (signal.aborted && notJudged().length > 0) break;
    throw broken.reason;
  }
  const [failure] = notJudged();
  const judged = [...found].flatMap(([language, { way }]) => (way === 'none' ? [] : [language]));
  const fault =
    sandbox.fault ??
    (judged.length > 0
      ? undefined
      : `${failure?.language ?? 'no language'}: ${failure?.reason ?? 'to examine'}`);
  const without = notJudged().map(({ language, reason }) => `not judged: ${language}, since ${reason}`);
  const inWay = (way: LanguageFinding['way']) =>
    [...found].flatMap(([language, finding]) => (finding.way === way ? [language] : []));
  const batchLanguages = inWay('batch');
  const headStarts = await findHeadStarts(batchLanguages, sandbox.headStarts, judge, signal);
  return {
    passed: fault === undefined,
    reason:
      fault ??
      [
        `known programs got their known verdicts in ${judged.join(', ')}`,
        SANDBOX_HOLDS,
        ...without,
        ...headStarts.told,
      ].join('; '),
    examinedAt: ports.clock.now(),
    batchLanguages,
    singleLanguages: inWay('single'),
    notJudged: notJudged(),
    headStarts: headStarts.found,
    sandbox: sandbox.fault ?? SANDBOX_HOLDS,
    longestCallMs: longestCallMs(await judge.limits(signal)),
    ...given({ openTo: sandbox.openTo, speedFactor: sandbox.speedFactor }),
    architecture: sandbox.architecture,
  };
}

/** Which of the head starts that a host shows are used, one after the other, and what is told of each. */
async function findHeadStarts(
  languages: readonly string[],
  shown: readonly string[],
  judge: Judge,
  signal: AbortSignal,
) {
  const found: HeadStartFound[] = [];
  const told: string[] = [];
  for (const language of languages.filter(isLanguageId).filter((id) => shown.includes(id))) {
    const finding = await examineHeadStart(language, judge, signal);
    if (finding.usable) found.push({ language, share: finding.share });
    told.push(
      finding.usable
        ? `${language} compiles in ${finding.share} of the time with the host's head start`
        : `the host's head start is not used for ${language}, since ${finding.reason}`,
    );
  }
  return { found, told };
}

/** The language of these that is quickest to run, for the probe of a host that works; the first where none is quick. */
function chooseForProbe(languages: readonly string[]): LanguageId | undefined {
  const rank = (id: LanguageId) => LANGUAGES[id].known.probeRank ?? Number.MAX_SAFE_INTEGER;
  return languages.filter(isLanguageId).toSorted((a, b) => rank(a) - rank(b))[0];
}

/** Runs one known program on a host that judges. A full queue may be work, or workers that are stuck. */
async function probeHost(
  request: ProbeRequest,
  judge: Judge,
  ports: ProbePorts,
  signal: AbortSignal,
): Promise<HostFinding> {
  const started = ports.clock.now();
  const finding = (healthy: boolean, detail: string) => ({
    hostId: request.hostId,
    kind: 'probed' as const,
    healthy,
    detail,
    latencyMs: ports.clock.now() - started,
    at: ports.clock.now(),
  });
  const language = chooseForProbe(request.languages);
  if (language === undefined)
    return finding(false, `there is no known program in ${request.languages[0] ?? 'no language'}`);
  const { source } = LANGUAGES[language].known;
  const cases = [{ id: 'right', input: 'add 20 22\n', answer: '42\n', expected: 'AC' }];
  try {
    const result = await judgeKnown({ language, source, cases, batches: true, judge, signal }, ports);
    if (isRefusal(result)) return finding(false, result.reason);
    if (result.verdict !== 'AC')
      return finding(false, `a known ${language} program got ${result.verdict} where AC is right`);
    const right = finding(true, `a known ${language} program is right`);
    if (request.measures !== true) return right;
    // It has answered rightly: what becomes of the measurement is no reason to doubt it.
    const speedFactor = await measureSpeed(judge, signal).catch(() => undefined);
    return { ...right, ...given({ speedFactor }) };
  } catch (error) {
    if (error instanceof JudgeError && error.kind === 'busy')
      return {
        hostId: request.hostId,
        kind: 'unfinished',
        detail: 'its queue is full',
        at: ports.clock.now(),
      };
    throw error;
  }
}
