import type { SessionTimes } from '../../../core/exam/session.ts';
import type { Lane } from '../../../core/submissions/submission.ts';
import { Dice } from './dice.ts';
import { type Behaviour, writeProgram } from './programs.ts';

/** What somebody in the class is going to hand in. */
export interface PlannedSubmission {
  /** Its idempotency key; no two have the same source. */
  readonly key: string;
  readonly participantId: string;
  readonly atMs: number;
  readonly lane: Extract<Lane, 'contest' | 'trial'>;
  readonly source: string;
  readonly language: 'python' | 'javascript';
  /** Sent again so long after the first time, without waiting for its answer, ms. */
  readonly againAfterMs?: number;
  readonly behaviour?: Behaviour;
}

/** A class, its exam and the fleet for it. */
export interface StormPlan {
  readonly seed: number;
  readonly times: SessionTimes;
  readonly participants: readonly string[];
  readonly submissions: readonly PlannedSubmission[];
  readonly hosts: number;
  readonly slotsPerHost: number;
}

/** Somebody who hands in nothing but programs that hold hosts as long as they can. */
export const ATTACKER = 'p000';

/** Nobody begins anything in the last minutes: an accepted submission needs nobody's luck with the clock. */
const LAST_MS = 5 * 60_000;
/** A third of all comes in a few moments of the last ten minutes. */
const RUSH_SHARE = 1 / 3;
const RUSH_MS = 10 * 60_000;
const RUSHES = 4;
const MOMENT_MS = 20_000;
/** How long an exam is open: a few submissions need no hour of ticks. */
const SHORT_MS = 25 * 60_000;
const LONG_MS = 60 * 60_000;

/** Times of an exam that is open for so long, ms. */
function timesOf(openMs: number): SessionTimes {
  const launchAt = Date.UTC(2026, 2, 2, 8);
  const opensAt = launchAt + 5 * 60_000;
  const closesAt = opensAt + openMs;
  return {
    bookedAt: launchAt - 86_400_000,
    launchAt,
    opensAt,
    closesAt,
    lastClosesAt: closesAt,
    deadlineAt: closesAt + 15 * 60_000,
    terminateAt: closesAt + 20 * 60_000,
  };
}

/** Real programs of a class, by number: a judge host of this machine runs them. */
const REAL_PROGRAMS = [
  (number: number) => `// ${number}\nprocess.stdin.pipe(process.stdout);\n`,
  (number: number) => `// ${number}\nconsole.log('no');\n`,
  (number: number) => `// ${number}\nprocess.exit(3);\n`,
  (number: number) => `// ${number}\nconst = ;\n`,
];

/** Plans a class by a seed: who hands in what and when, of which `real` are programs for real judge hosts. */
export function planStorm(seed: number, count: number, real = 0): StormPlan {
  const dice = new Dice(seed);
  const times = timesOf(count <= 100 ? SHORT_MS : LONG_MS);
  const participants = Array.from(
    { length: Math.min(500, Math.max(8, Math.ceil(count / 8))) },
    (_, at) => `p${String(at).padStart(3, '0')}`,
  );
  const others = participants.filter((one) => one !== ATTACKER);
  const holders = Math.max(1, Math.round(count / 250));
  const openMs = times.closesAt - times.opensAt - LAST_MS;
  const submissions = Array.from({ length: count }, (_, number): PlannedSubmission => {
    const kind = kindOf(number, holders, real);
    const rush = dice.chance(RUSH_SHARE);
    const rushMs = openMs - (dice.between(1, RUSHES) / RUSHES) * RUSH_MS + dice.between(0, MOMENT_MS);
    return {
      key: `key-${number}`,
      participantId: kind === 'holds' ? ATTACKER : dice.pick(others),
      atMs: times.opensAt + (rush ? rushMs : dice.between(0, openMs - RUSH_MS)),
      lane: dice.chance(0.1) ? 'trial' : 'contest',
      ...(kind === 'real'
        ? { language: 'javascript', source: REAL_PROGRAMS[number % REAL_PROGRAMS.length]!(number) }
        : { language: 'python', source: writeProgram(number, kind) }),
      ...(dice.chance(0.08) ? { againAfterMs: dice.between(0, 2_000) } : {}),
      ...(kind === 'holds' || kind === 'poison' ? { behaviour: kind } : {}),
    };
  });
  const isSmall = count <= 500;
  const hosts = isSmall ? (count <= 100 ? 2 : 3) : count <= 5_000 ? 6 : 16;
  return { seed, times, participants, submissions, hosts, slotsPerHost: isSmall ? 2 : 4 };
}

/** The first is poison, the next hold a host, then come the real ones. */
function kindOf(number: number, holders: number, real: number): 'poison' | 'holds' | 'real' | undefined {
  if (number === 0) return 'poison';
  if (number <= holders) return 'holds';
  return number <= holders + real ? 'real' : undefined;
}
