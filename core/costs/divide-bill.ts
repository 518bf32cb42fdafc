import type { Host } from '../fleet/host.ts';
import { type Bill, billedSeconds } from './bill.ts';
import { hostHourUsd } from './estimate.ts';
import type { PriceTable } from './prices.ts';
import { executorUsd, submissionUsd } from './request-lines.ts';

/** What of a submission a bill is divided by. */
export interface DividedSubmission {
  readonly submissionId: string;
  readonly participantId: string;
  /** How long it held a slot, ms; absent until it is judged. */
  readonly judgingMs?: number;
}

/** What comes to somebody or something of a bill, USD to a millionth. */
export interface Share {
  /** For what they used: host and executor by the time that their programs ran, requests by the submission. */
  readonly usedUsd: number;
  /** For what stood by: the same for all. */
  readonly standbyUsd: number;
  readonly usd: number;
}

/** A bill, divided: both lists add up to it, to a millionth of a dollar. */
export interface Division {
  readonly usedUsd: number;
  readonly standbyUsd: number;
  readonly participants: readonly (Share & {
    readonly participantId: string;
    readonly submissions: number;
    readonly judgingMs: number;
  })[];
  readonly submissions: readonly (Share & DividedSubmission)[];
}

/** The rule of the division, for people. */
export const DIVISION_RULE =
  'used: a program pays its host for the share of all slots that it held, its executor for as long as it waited, and the requests of one submission; standby: what is left (slots that were free, disks, addresses, open pages, watching) is divided evenly, among all on the roster or among all submissions';

const MICRO = 1_000_000;

/**
 * Divides a bill among participants, and among submissions. Pure.
 * @param roster everybody who could have taken part; who submitted and is not there is added
 */
export function divideBill(
  bill: Pick<Bill, 'usd'>,
  facts: {
    readonly submissions: readonly DividedSubmission[];
    readonly roster: readonly string[];
    readonly hosts: readonly Host[];
    readonly prices: PriceTable;
    readonly volumeGb: number;
    readonly now: number;
  },
): Division {
  const { submissions, hosts, prices, volumeGb, now } = facts;
  const total = Math.round(bill.usd * MICRO);
  let hostsUsd = 0;
  let slotMs = 0;
  for (const host of hosts) {
    const seconds = billedSeconds(host, now);
    hostsUsd += (seconds / 3600) * hostHourUsd(prices, host.instanceType, volumeGb);
    slotMs += seconds * 1000 * host.slots;
  }
  const slotMsUsd = slotMs === 0 ? 0 : hostsUsd / slotMs;
  const requestsUsd = submissionUsd(prices);
  const wanted = submissions.map(
    ({ judgingMs = 0 }) => requestsUsd + executorUsd(judgingMs, prices) + judgingMs * slotMsUsd,
  );
  const sum = wanted.reduce((all, usd) => all + usd, 0);
  // A settled bill keeps its prices, and these may have risen since: never more than there is.
  const scale = sum * MICRO > total ? total / (sum * MICRO) : 1;
  const used = wanted.map((usd) => Math.floor(usd * scale * MICRO));
  const usedTotal = used.reduce((all, micro) => all + micro, 0);
  const standby = total - usedTotal;

  const everybody = [...new Set([...facts.roster, ...submissions.map(({ participantId }) => participantId)])];
  const byPerson = new Map(everybody.map((id) => [id, { used: 0, submissions: 0, judgingMs: 0 }]));
  submissions.forEach(({ participantId, judgingMs = 0 }, at) => {
    const person = byPerson.get(participantId)!;
    person.used += used[at]!;
    person.submissions += 1;
    person.judgingMs += judgingMs;
  });
  const evenly = divideEvenly(standby, everybody.length);
  const evenlyBySubmission = divideEvenly(standby, submissions.length);
  return {
    usedUsd: usedTotal / MICRO,
    standbyUsd: standby / MICRO,
    participants: everybody.map((participantId, at) => {
      const { used: own, ...counts } = byPerson.get(participantId)!;
      return { participantId, ...counts, ...shareOf(own, evenly(at)) };
    }),
    submissions: submissions.map((submission, at) => ({
      submissionId: submission.submissionId,
      participantId: submission.participantId,
      judgingMs: submission.judgingMs ?? 0,
      ...shareOf(used[at]!, evenlyBySubmission(at)),
    })),
  };
}

function shareOf(used: number, standby: number): Share {
  return { usedUsd: used / MICRO, standbyUsd: standby / MICRO, usd: (used + standby) / MICRO };
}

/** Whole parts that add up: the first get one more where it does not divide. */
function divideEvenly(amount: number, count: number): (at: number) => number {
  const each = Math.floor(amount / Math.max(1, count));
  const left = amount - each * count;
  return (at) => each + (at < left ? 1 : 0);
}
