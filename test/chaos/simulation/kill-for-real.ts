import { callPatiently } from '../../../core/api/call-patiently.ts';
import type { ApiClient } from '../../../core/api/client.ts';
import { sampleExam } from '../../../examples/sample-exam/exam.ts';
import type { LocalSystem } from '../../../local/system.ts';
import { type LivingSystem, startLivingSystem } from '../../support/living-system.ts';

/** What real kills came to, in real time. */
export interface RealKills {
  /** From each kill until as many hosts are ready as before, ms. */
  readonly fullStrengthMs: readonly number[];
  /** From each kill until what ran on the host was taken up again, ms; kills at which nothing ran there are left out. */
  readonly elsewhereMs: readonly number[];
  /** How long the API took to accept each submission: while all was well, and from each kill until full strength, ms. */
  readonly acceptedMs: { readonly before: readonly number[]; readonly during: readonly number[] };
}

const HOSTS = 2;
/** A submission so often, ms: less than two hosts judge, so that nobody waits long while nothing fails. */
const EVERY_MS = 1_500;
const CALM_MS = 45_000;
const LOOK_MS = 100;
const MOST_MS = 5 * 60_000;

/**
 * Starts the whole system on this machine, has a class hand in steadily, and kills a judge host's process `kills` times, each while it
 * judges something: what EC2 then shows is a running instance that does not answer.
 * @param onStep told what is done next
 */
export async function killForReal(kills: number, onStep: (what: string) => void): Promise<RealKills> {
  onStep('starting a system');
  const living = await startLivingSystem();
  const ended = new AbortController();
  try {
    const exam = sampleExam({ languages: ['javascript'], full: true, durationMinutes: 30 });
    const session = await living.book(exam, 2_000, HOSTS, { policy: { minIntervalMs: 0 } });
    const { sessionId } = session;
    const instructor = await living.client('instructor', 'instructor');
    const clients = await Promise.all(
      exam.participants.map(({ participantId }) => living.client(participantId, 'participant')),
    );
    await untilReady(instructor, sessionId);
    const samples: { readonly at: number; readonly ms: number }[] = [];
    const handingIn = handIn(clients, exam.submissions, sessionId, samples, ended.signal);
    onStep('a class in calm');
    const calmSince = Date.now();
    await sleep(CALM_MS);
    const calmUntil = Date.now();
    const fullStrengthMs: number[] = [];
    const elsewhereMs: number[] = [];
    const during: number[] = [];
    for (let number = 1; number <= kills; number++) {
      onStep(`kill ${number} of ${kills}`);
      const { at, running } = await killBusyHost(living, sessionId);
      const [elsewhere, strong] = await Promise.all([
        untilElsewhere(living, sessionId, running),
        // Its slots are not ready at once: first it must be missed.
        untilMissed(instructor, sessionId).then(() => untilReady(instructor, sessionId)),
      ]);
      elsewhereMs.push(elsewhere - at);
      fullStrengthMs.push(strong - at);
      during.push(...samples.filter((one) => one.at >= at && one.at <= strong).map(({ ms }) => ms));
      await sleep(3_000);
    }
    ended.abort();
    await handingIn;
    const before = samples.filter((one) => one.at >= calmSince && one.at < calmUntil).map(({ ms }) => ms);
    return { fullStrengthMs, elsewhereMs, acceptedMs: { before, during } };
  } finally {
    ended.abort();
    await living.stop();
  }
}

/** One submission after the other, whoever's turn it is, at a steady pace; none waits for the one before. */
async function handIn(
  clients: readonly ApiClient[],
  programs: readonly { readonly label: string; readonly source: string; readonly language: string }[],
  sessionId: string,
  samples: { at: number; ms: number }[],
  signal: AbortSignal,
): Promise<void> {
  const sent: Promise<void>[] = [];
  for (let number = 0; !signal.aborted; number++) {
    const { label, source, language } = programs[number % programs.length]!;
    const client = clients[number % clients.length]!;
    const at = Date.now();
    sent.push(
      callPatiently(
        () =>
          client.call('createSubmission', {
            params: { sessionId },
            headers: { 'idempotency-key': `real-${number}` },
            body: { problem: label, language, source: `${source}\n// ${number}\n` },
          }),
        PATIENCE,
      ).then(() => void samples.push({ at, ms: Date.now() - at })),
    );
    await sleep(EVERY_MS);
  }
  await Promise.all(sent);
}

/** Kills the process of a host that judges something. */
async function killBusyHost(living: LivingSystem, sessionId: string) {
  for (;;) {
    const running = await runningOf(living, sessionId);
    const [first] = running;
    const pid = first && pidOf(living.system, first.hostId);
    if (first !== undefined && pid !== undefined) {
      process.kill(pid, 'SIGKILL');
      return { at: Date.now(), running: running.filter(({ hostId }) => hostId === first.hostId) };
    }
    await sleep(LOOK_MS);
  }
}

const pidOf = ({ endpoint }: LocalSystem, hostId: string) =>
  endpoint.services.ec2.list().find(({ id }) => id === hostId)?.process?.pid;

async function runningOf({ readSubmissions }: LivingSystem, sessionId: string) {
  return [...(await readSubmissions(sessionId)).entries()]
    .filter(([, { state }]) => state === 'running')
    .map(([submissionId, row]) => ({
      submissionId,
      hostId: String(row['leaseHostId']),
      leaseId: String(row['leaseId']),
    }));
}

/** Until each is leased anew, or done. @returns when, ms since the epoch */
async function untilElsewhere(
  { readSubmissions }: LivingSystem,
  sessionId: string,
  lost: readonly { readonly submissionId: string; readonly leaseId: string }[],
): Promise<number> {
  const end = Date.now() + MOST_MS;
  for (;;) {
    const rows = await readSubmissions(sessionId);
    const waits = lost.filter(({ submissionId, leaseId }) => {
      const row = rows.get(submissionId);
      return row?.['state'] === 'queued' || (row?.['state'] === 'running' && row['leaseId'] === leaseId);
    });
    if (waits.length === 0) return Date.now();
    if (Date.now() > end) throw new Error(`${waits[0]?.submissionId} was never taken up elsewhere`);
    await sleep(LOOK_MS);
  }
}

async function countReady(instructor: ApiClient, sessionId: string): Promise<number> {
  const { items } = await callPatiently(
    () => instructor.call('listHosts', { params: { sessionId } }),
    PATIENCE,
  );
  return items.filter(({ state }) => state === 'ready').length;
}

async function untilMissed(instructor: ApiClient, sessionId: string): Promise<void> {
  const end = Date.now() + MOST_MS;
  while ((await countReady(instructor, sessionId)) >= HOSTS) {
    if (Date.now() > end) throw new Error('nobody missed the host that was killed');
    await sleep(LOOK_MS);
  }
}

/** @returns when all hosts were ready, ms since the epoch */
async function untilReady(instructor: ApiClient, sessionId: string): Promise<number> {
  const end = Date.now() + MOST_MS;
  while ((await countReady(instructor, sessionId)) < HOSTS) {
    if (Date.now() > end) throw new Error('the fleet was never at full strength');
    await sleep(LOOK_MS);
  }
  return Date.now();
}

const PATIENCE = { now: Date.now, sleep: (ms: number) => sleep(ms), random: Math.random, patienceMs: 60_000 };

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
