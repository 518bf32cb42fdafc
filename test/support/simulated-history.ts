import type { PastHost, SessionSummary } from '../../core/insight/session-summary.ts';
import { seededRandom } from '../../local/seeded-random.ts';
import { EPOCH } from './sessions.ts';

const HOUR_MS = 3_600_000;
const TYPES = ['c7i.large', 'c6i.large', 'c7a.large'];
const ZONES = ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'];
const LANGUAGES = ['python', 'cpp', 'java', 'haskell'];
const PROBLEMS = ['sum', 'paths', 'knapsack', 'trees'];

/** What is planted in a history: how much more of something there is, as a multiple; 1: nothing. */
export interface Planted {
  /** Failures of hosts of the type `c6i.large`. */
  readonly type?: number;
  /** Of hosts in the zone `eu-central-1b`. */
  readonly zone?: number;
  /** In the third hour of a host's life. */
  readonly hour?: number;
  /** Set-backs of submissions in Haskell. */
  readonly language?: number;
  /** By how much the type `c6i.large` is slower at the end than at the beginning. */
  readonly slower?: number;
}

/**
 * Sessions as they may have been, the same for the same seed. Sessions are not alike: in some much more fails than in others, and in
 * some something takes down most hosts at once, of any type, in any zone, at any age. Fleets are of one type or mixed.
 */
export function simulateHistory(seed: number, planted: Planted = {}, count = 40): SessionSummary[] {
  const random = seededRandom(seed);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  return Array.from({ length: count }, (_, at) => {
    const opensAt = EPOCH + at * 3 * 24 * HOUR_MS + Math.floor(random() * 10) * HOUR_MS;
    const launchAt = opensAt - HOUR_MS / 4;
    const hours = 2 + Math.floor(random() * 4);
    const endedAt = opensAt + hours * HOUR_MS;
    const types = random() < 0.5 ? [pick(TYPES)] : TYPES;
    // From next to nothing to one host in three.
    const rate = 0.3 * random() ** 3;
    const disasterAt = random() < 0.1 ? launchAt + random() * (endedAt - launchAt) : undefined;
    const hosts = Array.from({ length: 3 + Math.floor(random() * 8) }, (): PastHost => {
      const instanceType = pick(types);
      const zone = pick(ZONES);
      const more =
        (instanceType === TYPES[1] ? (planted.type ?? 1) : 1) * (zone === ZONES[1] ? (planted.zone ?? 1) : 1);
      const failures: PastHost['failures'][number][] = [];
      for (let hour = 0; hour < hours && failures.length === 0; hour++) {
        const chance = (rate / hours) * more * (hour === 2 ? (planted.hour ?? 1) : 1);
        const failedAt = launchAt + (hour + random()) * HOUR_MS;
        if (random() < chance) failures.push({ kind: 'failed', at: failedAt, reason: 'its judge is silent' });
      }
      if (disasterAt !== undefined && random() < 0.8)
        failures.push({ kind: 'failed', at: disasterAt, reason: 'EC2 says that it is terminated' });
      if (random() < rate / 4) failures.push({ kind: 'rejected', at: launchAt, reason: 'examined twice' });
      const slower =
        instanceType === TYPES[1] ? 1 + (((planted.slower ?? 1) - 1) * at) / Math.max(1, count - 1) : 1;
      return {
        instanceType,
        zone,
        launchedAt: launchAt,
        terminatedAt: endedAt,
        speedFactor: (0.97 + 0.08 * random()) * slower,
        ...(random() < rate / 4 ? { drift: 1.4 } : {}),
        failures,
      };
    });
    const work = LANGUAGES.flatMap((language) =>
      PROBLEMS.map((problemId) => {
        const ended = Math.floor(random() * 60);
        const chance = (rate / 50) * (language === 'haskell' ? (planted.language ?? 1) : 1);
        return {
          problemId,
          language,
          ended,
          setBack: Array.from({ length: ended }, random).filter((draw) => draw < chance).length,
        };
      }),
    );
    const submissions = work.reduce((sum, { ended }) => sum + ended, 0);
    return {
      sessionId: `session-${at}`,
      at: endedAt,
      launchAt,
      opensAt,
      lastClosesAt: endedAt,
      endedAt,
      participants: 40,
      booked: { instanceType: types[0] ?? '', hosts: 3, slotsPerHost: 2 },
      submissions,
      judged: submissions,
      waits: [],
      hosts,
      launches: types.map((instanceType) => ({ instanceType, rounds: 2, refused: random() < rate ? 1 : 0 })),
      work,
      problems: [],
    };
  });
}
