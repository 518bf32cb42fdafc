import { randomUUID } from 'node:crypto';
import type { ApiClient } from '../../core/api/client.ts';
import type { StaffSession } from '../../core/api/sessions.ts';
import { submitInBulk } from '../../core/api/submit-in-bulk.ts';
import type { Clock } from '../../core/exam/clock.ts';
import { given } from '../../core/exam/given.ts';
import { type DrillLine, type DrillObserved, isWell, judgeDrill } from '../../core/rehearsal/judge-drill.ts';
import { waitsOf } from '../../core/rehearsal/predict-waits.ts';
import type { Waits } from '../../core/rehearsal/rehearsal.ts';
import type { DrillActName } from '../../core/resilience/drill-acts.ts';
import { CommandError, EXIT } from '../exit-codes.ts';
import { makeRoster } from './find-exam.ts';
import { waitForVerdicts } from './hold-rehearsal.ts';
import { timesOf } from './play-class.ts';
import { readSubmissions } from './read-submissions.ts';
import type { RehearsalPorts } from './rehearsal-ports.ts';

/** How it is drilled. */
export interface DrillOptions {
  readonly acts: readonly DrillActName[];
  readonly seconds: number;
  readonly reason: string;
  /** Between two submissions of the class, ms. */
  readonly everyMs: number;
}

/** What a drill came to. */
export interface DrillReport {
  readonly sessionId: string;
  readonly acts: readonly DrillLine[];
  readonly class: { readonly accepted: number; readonly judged: number; readonly waits: Waits };
  /** Everything was noticed in time and made good, and nothing that was accepted is lost. */
  readonly held: boolean;
}

/** What a drill needs from outside: an operator's rights. */
export type DrillPorts = Pick<RehearsalPorts, 'client' | 'clock' | 'signal' | 'bulk' | 'tell'> & {
  readonly found: (line: DrillLine) => void;
};

/** Programs that a class hands in. */
const MOST_PROGRAMS = 5;
/** Between two looks, ms. */
const LOOK_MS = 1_000;
/** Before the session closes, all must be seen, ms. */
const MARGIN_MS = 20_000;

/**
 * Breaks one thing after the other in a rehearsal while a class hands in, and tells of each when it was noticed, what was done and when all was
 * well. What is broken ends by itself, whatever becomes of whoever drills.
 * @throws CommandError where it is no rehearsal, or nothing was judged there yet
 */
export async function runDrill(
  sessionId: string,
  { acts, seconds, reason, everyMs }: DrillOptions,
  ports: DrillPorts,
): Promise<DrillReport> {
  const { client, signal } = ports;
  const session = await client.call('getSession', { params: { sessionId } });
  if (session.view !== 'staff' || session.rehearsal !== true)
    throw new CommandError(
      EXIT.notNow,
      `${session.name} is an exam: nothing is broken on purpose but in a rehearsal`,
      'hold one: assize rehearse EXAM --keep',
    );
  const lines = await readRightOnes(client, session);
  const ending = new AbortController();
  const sent = new Set<string>();
  const playing = play(lines, { session, everyMs, sent }, ports, ending.signal);
  playing.catch(() => undefined);
  const seen: DrillObserved[] = [];
  const until = Date.parse(session.times.lastClosesAt) - MARGIN_MS;
  try {
    for (const act of acts) {
      signal.throwIfAborted();
      const done = await client.call('drillSession', {
        params: { sessionId },
        body: { act, seconds, reason },
      });
      const about = {
        act,
        at: Date.parse(done.at),
        ...given({ until: done.until === undefined ? undefined : Date.parse(done.until) }),
      };
      ports.tell(
        `${act}: done${done.hostId === undefined ? '' : ` to ${done.hostId}`}, and looked at until all is well`,
      );
      const last = await observe(sessionId, about, done.hostId, { until, sent }, ports);
      seen.push(last);
      ports.found(judgeDrill(last));
    }
  } finally {
    ending.abort();
  }
  await playing;
  ports.tell('waiting for the verdicts of the class');
  await waitForVerdicts(ports, sessionId, { atLeast: sent.size, until }, () => undefined);
  const judged = timesOf(await readSubmissions(client, sessionId, sent));
  const judgedActs = seen.map((one) => judgeDrill({ ...one, judged }));
  const waits = waitsOf(judged.map(({ submittedAt, judgedAt }) => judgedAt - submittedAt));
  return {
    sessionId,
    acts: judgedActs,
    class: { accepted: sent.size, judged: judged.length, waits },
    held: judgedActs.every(({ held }) => held) && judged.length === sent.size,
  };
}

/** Looks on until all is well, or it is too late for that. */
async function observe(
  sessionId: string,
  about: Pick<DrillObserved, 'act' | 'at' | 'until'>,
  hostId: string | undefined,
  { until, sent }: { readonly until: number; readonly sent: ReadonlySet<string> },
  { client, clock, signal, tell }: DrillPorts,
): Promise<DrillObserved> {
  let circuit: DrillObserved['circuit'] = {};
  for (;;) {
    signal.throwIfAborted();
    const { items: hosts } = await client.call('listHosts', { params: { sessionId } }, signal);
    if (about.act === 'open-circuit')
      circuit = look(circuit, await isOpen(client, `${sessionId}.${hostId}.answer`), clock.now());
    const isOver = clock.now() > (about.until ?? about.at);
    const judged =
      about.act === 'hold-doorbells' && isOver ? timesOf(await readSubmissions(client, sessionId, sent)) : [];
    const host = hosts.find((one) => one.hostId === hostId);
    const observed = { ...about, circuit, judged, ...given({ host }) };
    if ((isOver && isWell(observed)) || clock.now() > until) return observed;
    tell(`${about.act}: ${Math.round((clock.now() - about.at) / 1_000)} s`);
    await clock.sleep(LOOK_MS, signal);
  }
}

function look(before: NonNullable<DrillObserved['circuit']>, isOpen: boolean, now: number) {
  if (isOpen) return { openAt: before.openAt ?? now };
  return before.openAt === undefined ? before : { openAt: before.openAt, closedAt: before.closedAt ?? now };
}

async function isOpen(client: ApiClient, operation: string): Promise<boolean> {
  const { items } = await client.call('listCircuits', {});
  return items.some((one) => one.operation === operation && one.state !== 'closed');
}

/** Programs that were judged right in the session before, as lines without key and participant. */
async function readRightOnes(client: ApiClient, { sessionId, name }: StaffSession): Promise<object[]> {
  const right = (await readSubmissions(client, sessionId)).filter(({ result }) => result?.verdict === 'AC');
  const programs = [...new Map(right.map((one) => [`${one.label} ${one.language}`, one])).values()];
  if (programs.length === 0)
    throw new CommandError(
      EXIT.notNow,
      `in ${name} nothing was judged right yet, and with that a class is played`,
      'let the rehearsal come to its end first: assize rehearse EXAM --keep',
    );
  return await Promise.all(
    programs.slice(0, MOST_PROGRAMS).map(async ({ submissionId, label, language }) => {
      const { source, files, mainFile } = await client.call('getSubmissionSource', {
        params: { sessionId, submissionId },
      });
      return { problem: label, language, ...given({ source, files, mainFile }) };
    }),
  );
}

/** Hands in at a steady pace until it is told to end. */
async function play(
  programs: readonly object[],
  { session, everyMs, sent }: { session: StaffSession; everyMs: number; sent: Set<string> },
  { bulk, clock }: Pick<DrillPorts, 'bulk'> & { readonly clock: Clock },
  ending: AbortSignal,
): Promise<void> {
  const roster = makeRoster(session.participantCount);
  const key = `drill-${randomUUID().slice(0, 8)}`;
  for (let at = 0; !ending.aborted; at++) {
    const { participantId } = roster[at % roster.length]!;
    const text = JSON.stringify({ key: `${key}-${at}`, participantId, ...programs[at % programs.length] });
    const answers = await submitInBulk({ ...bulk, onProgress: () => undefined }, session.sessionId, [text]);
    for (const { submissionId } of answers) if (submissionId !== undefined) sent.add(submissionId);
    await clock.sleep(everyMs, ending);
  }
}
